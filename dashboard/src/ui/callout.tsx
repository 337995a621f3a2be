import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";
import type { Tone } from "./tone.ts";

export type CalloutProps = {
  readonly tone?: Tone;
  readonly title?: ComponentChildren;
  readonly action?: ComponentChildren;
  readonly children?: ComponentChildren;
};

const ICON: Readonly<Record<Tone, IconName>> = {
  neutral: "info",
  accent: "info",
  good: "check-circle",
  warn: "alert",
  bad: "x-circle",
};

/** A sentence that must not be missed, and what to do about it. */
export function Callout({ tone = "neutral", title, action, children }: CalloutProps): JSX.Element {
  return (
    <div class="callout" data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      <Icon name={ICON[tone]} />
      <div class="callout-body">
        {title !== undefined && <p class="callout-title">{title}</p>}
        {children !== undefined && <div class="callout-text">{children}</div>}
      </div>
      {action && <div class="callout-action">{action}</div>}
    </div>
  );
}
