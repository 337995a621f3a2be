import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { placeBeside } from "./place.ts";

/** A few words about one element that can have the focus; Escape takes them away. */
export function Tooltip(props: {
  readonly text: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const id = useId();
  const tip = useRef<HTMLSpanElement>(null);
  const anchor = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const focusable = anchor.current?.querySelector("a, button, input, select, [tabindex]");
    focusable?.setAttribute("aria-describedby", id);
  }, [id]);

  function show(anchor: HTMLElement) {
    if (tip.current === null) return;
    tip.current.showPopover();
    placeBeside(tip.current, anchor);
  }
  const hide = () => tip.current?.hidePopover();

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens to what its content is told
    <span
      class="tooltip-anchor"
      ref={anchor}
      onMouseEnter={(event) => show(event.currentTarget)}
      onMouseLeave={hide}
      onFocusIn={(event) => show(event.currentTarget)}
      onFocusOut={hide}
      onKeyDown={(event) => (event.key === "Escape" ? hide() : undefined)}
    >
      {props.children}
      <span class="tooltip" id={id} ref={tip} role="tooltip" popover="manual">
        {props.text}
      </span>
    </span>
  );
}
