import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { fmt } from "#dashboard/i18n/t.ts";

export type LinkTabsProps = {
  readonly label: string;
  readonly tabs: readonly {
    readonly href: string;
    readonly label: string;
    readonly count?: number | undefined;
    readonly isCurrent: boolean;
  }[];
};

/** Parts of a page that have an address each. */
export function LinkTabs({ label, tabs }: LinkTabsProps): JSX.Element {
  const list = useRef<HTMLElement>(null);
  const current = tabs.find(({ isCurrent }) => isCurrent)?.href;
  // On a phone it may lie beyond the edge.
  useEffect(() => {
    const tab = list.current?.querySelector("[aria-current]");
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <nav class="tabs" aria-label={label} ref={list}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a class="tab" href={tab.href} aria-current={tab.isCurrent ? "page" : undefined}>
              {tab.label}
              {tab.count !== undefined && <span class="count">{fmt.compact(tab.count)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export type TabsProps = {
  readonly label: string;
  readonly tabs: readonly {
    readonly id: string;
    readonly label: string;
    readonly panel: () => ComponentChildren;
  }[];
  readonly initial?: string;
};

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Parts of a card, one at a time; arrows go from tab to tab. */
export function Tabs({ label, tabs, initial }: TabsProps): JSX.Element {
  const id = useId();
  const [current, setCurrent] = useState(initial ?? tabs[0]?.id ?? "");
  const list = useRef<HTMLDivElement>(null);
  const index = Math.max(
    0,
    tabs.findIndex((tab) => tab.id === current),
  );
  const shown = tabs[index];

  function onKeyDown(event: KeyboardEvent) {
    const step = STEPS[event.key];
    const next =
      step === undefined
        ? { Home: 0, End: tabs.length - 1 }[event.key]
        : (index + step + tabs.length) % tabs.length;
    const tab = next === undefined ? undefined : tabs[next];
    if (tab === undefined || next === undefined) return;
    event.preventDefault();
    setCurrent(tab.id);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  }

  return (
    <div class="tabbed">
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            class="tab"
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            aria-selected={tab === shown}
            aria-controls={`${id}-panel`}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => setCurrent(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        class="tab-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${shown?.id}`}
      >
        {shown?.panel()}
      </div>
    </div>
  );
}
