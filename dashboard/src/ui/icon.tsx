import type { JSX } from "preact";
import { ICONS, type IconName } from "./icons.ts";

export type { IconName } from "./icons.ts";

export type IconProps = {
  readonly name: IconName;
  readonly size?: number;
  /** Without it the icon says nothing to a screen reader: the text beside it does. */
  readonly label?: string;
};

/** A line drawing on a grid of 16, in the colour of the text. */
export function Icon({ name, size = 16, label }: IconProps): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      width={size}
      height={size}
      focusable="false"
      role={label === undefined ? undefined : "img"}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      <path d={ICONS[name]} />
    </svg>
  );
}
