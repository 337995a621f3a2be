import type { JSX } from "preact";
import { fmt } from "#dashboard/i18n/t.ts";
import type { Tone } from "./tone.ts";

export type ProgressProps = {
  readonly label: string;
  /** Left out where nobody knows how far it is. */
  readonly value?: number;
  readonly max?: number;
};

export function Progress({ label, value, max = 1 }: ProgressProps): JSX.Element {
  return (
    <div class="progress-box">
      <div class="progress-text">
        <span>{label}</span>
        {value !== undefined && <span>{fmt.percent(max === 0 ? 1 : value / max)}</span>}
      </div>
      <progress class="progress" aria-label={label} value={value} max={max} />
    </div>
  );
}

export type ShareProps = {
  readonly label: string;
  readonly parts: readonly {
    readonly label: string;
    readonly value: number;
    readonly tone: Tone;
  }[];
};

/** Parts of a whole as one bar, with their names and figures below it. */
export function Share({ label, parts }: ShareProps): JSX.Element {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  return (
    <div class="share">
      <div class="share-bar" aria-hidden="true">
        {parts
          .filter(({ value }) => value > 0)
          .map((part) => (
            <span
              class="share-part"
              key={part.label}
              data-tone={part.tone}
              style={{ flexGrow: part.value }}
            />
          ))}
      </div>
      <ul class="legend" aria-label={label}>
        {parts.map((part) => (
          <li class="legend-item" key={part.label}>
            <span class="legend-mark" data-tone={part.tone} />
            <span>{part.label}</span>
            <strong>{fmt.number(part.value)}</strong>
            {total > 0 && <span class="muted">{fmt.percent(part.value / total)}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
