import type { ComponentChildren, JSX } from "preact";
import { fmt } from "#dashboard/i18n/t.ts";
import { Icon, type IconName } from "./icon.tsx";
import type { Tone } from "./tone.ts";

export type BadgeProps = {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly title?: string | undefined;
  readonly children: ComponentChildren;
};

export function Badge({ tone = "neutral", icon, title, children }: BadgeProps): JSX.Element {
  return (
    <span class="badge" data-tone={tone} title={title}>
      {icon && <Icon name={icon} size={12} />}
      <span>{children}</span>
    </span>
  );
}

export function CountBadge(props: { readonly n: number; readonly tone?: Tone }): JSX.Element {
  return (
    <span class="count" data-tone={props.tone ?? "neutral"}>
      {fmt.compact(props.n)}
    </span>
  );
}
