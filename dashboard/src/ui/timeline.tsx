import type { ComponentChildren, JSX } from "preact";
import { fmt } from "#dashboard/i18n/t.ts";
import { Icon, type IconName } from "./icon.tsx";
import type { Tone } from "./tone.ts";

export type TimelineItem = {
  readonly id: string;
  readonly at?: string;
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly title: ComponentChildren;
  /** Beside the title: a duration, a status. */
  readonly note?: ComponentChildren;
  readonly children?: ComponentChildren;
};

export type TimelineProps = { readonly label: string; readonly items: readonly TimelineItem[] };

export function Timeline({ label, items }: TimelineProps): JSX.Element {
  return (
    <ol class="timeline" aria-label={label}>
      {items.map(({ id, at, tone = "neutral", icon = "dot", title, note, children }) => (
        <li class="timeline-item" key={id}>
          <span class="timeline-mark" data-tone={tone}>
            <Icon name={icon} size={14} />
          </span>
          <div class="timeline-body">
            <div class="timeline-head">
              <p class="timeline-title">{title}</p>
              {note !== undefined && <span class="timeline-note">{note}</span>}
              {at !== undefined && (
                <time class="timeline-time" dateTime={at} title={fmt.dateTime(at)}>
                  {fmt.time(at)}
                </time>
              )}
            </div>
            {children !== undefined && <div class="timeline-text">{children}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
