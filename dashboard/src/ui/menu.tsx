import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { IconButton } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { placeBeside } from "./place.ts";

export type MenuItem = {
  readonly label: string;
  readonly icon?: IconName;
  readonly onSelect?: () => unknown;
  readonly href?: string;
  readonly isDanger?: boolean;
  readonly disabled?: boolean;
};

export type MenuProps = {
  readonly label: string;
  readonly icon?: IconName;
  readonly items: readonly MenuItem[];
};

/** What one can do besides: a button that opens a list of actions. */
export function Menu({ label, icon = "more", items }: MenuProps): JSX.Element {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const menu = list.current;
    if (menu === null) return;
    // The browser closes it on Escape and on a click elsewhere; its state follows.
    const onToggle = (event: Event) => setIsOpen((event as ToggleEvent).newState === "open");
    menu.addEventListener("toggle", onToggle);
    return () => menu.removeEventListener("toggle", onToggle);
  }, []);

  function open() {
    const menu = list.current;
    if (menu === null || button.current === null) return;
    menu.togglePopover(!isOpen);
    if (isOpen) return;
    placeBeside(menu, button.current);
    entries(menu)[0]?.focus();
  }

  function close() {
    list.current?.hidePopover();
    button.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const all = entries(list.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    const to = next[event.key];
    if (event.key === "Tab") close();
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  }

  return (
    <>
      <IconButton
        buttonRef={button}
        icon={icon}
        label={label}
        hasPopup="menu"
        expanded={isOpen}
        controls={id}
        onClick={open}
      />
      <div
        class="menu"
        id={id}
        ref={list}
        role="menu"
        tabIndex={-1}
        aria-label={label}
        popover="auto"
        onKeyDown={onKeyDown}
      >
        {items.map((item) => (
          <Entry key={item.label} item={item} onDone={close} />
        ))}
      </div>
    </>
  );
}

function Entry(props: { readonly item: MenuItem; readonly onDone: () => void }): JSX.Element {
  const { item, onDone } = props;
  const content = (
    <>
      {item.icon && <Icon name={item.icon} />}
      <span>{item.label}</span>
    </>
  );
  const shared = { class: "menu-item", role: "menuitem", tabIndex: -1 } as const;
  if (item.href !== undefined) {
    return (
      <a {...shared} href={item.href} onClick={onDone}>
        {content}
      </a>
    );
  }
  return (
    <button
      {...shared}
      type="button"
      data-danger={item.isDanger}
      disabled={item.disabled}
      onClick={() => {
        onDone();
        item.onSelect?.();
      }}
    >
      {content}
    </button>
  );
}

function entries(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? [])];
}
