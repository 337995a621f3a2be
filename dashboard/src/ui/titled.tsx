import type { ComponentChildren, JSX } from "preact";

export type TitledProps = {
  readonly title: ComponentChildren;
  /** Below it, smaller. */
  readonly note: ComponentChildren;
  readonly isMono?: boolean;
};

/** Two lines in a cell: a name, and what it is. */
export function Titled({ title, note, isMono = false }: TitledProps): JSX.Element {
  return (
    <span class="titled">
      <span class="titled-title">{title}</span>
      <span class="titled-note" data-mono={isMono}>
        {note}
      </span>
    </span>
  );
}
