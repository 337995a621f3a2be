import "./live.css";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Badge } from "#dashboard/ui/badge.tsx";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Select } from "#dashboard/ui/choice.tsx";
import { SearchInput } from "#dashboard/ui/input.tsx";
import { Stack, Toolbar } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import type { LiveItem } from "./live-item.ts";
import { LiveRow } from "./live-row.tsx";
import { type Live, useLive } from "./use-live.ts";

const NOTHING = { kind: "", q: "" };
/** So far down somebody reads: nothing may jump. */
const AT_TOP_PX = 80;

/** What happens, as it happens. */
export function LiveScreen(): JSX.Element {
  const [{ kind, q }, set] = useUrlState(NOTHING);
  const live = useLive();
  usePauseWhileReading(live);
  const shown = live.items.filter((item) => matches(item, kind, q));
  return (
    <>
      <PageHeader
        title={t("live.title")}
        description={t("live.about")}
        status={<State live={live} />}
        actions={
          <>
            <Button onClick={live.clear}>{t("live.clear")}</Button>
            <Button
              variant="primary"
              icon={live.isPaused ? "play" : "pause"}
              onClick={() => live.pause(!live.isPaused)}
            >
              {t(live.isPaused ? "live.resume" : "live.pause")}
            </Button>
          </>
        }
      />
      <Stack>
        <Toolbar>
          <SearchInput label={t("live.filter")} value={q} onSearch={(text) => set({ q: text })} />
          <Select
            label={t("live.kinds")}
            name="kind"
            hideLabel
            value={kind}
            options={[
              { value: "", label: t("common.all") },
              { value: "callback", label: t("live.callbacks") },
              { value: "event", label: t("live.events") },
              { value: "delivery", label: t("live.deliveries") },
            ]}
            onChange={(value) => set({ kind: value })}
          />
        </Toolbar>
        {live.dropped > 0 && (
          <Callout tone="warn">{t("live.dropped", { n: live.dropped })}</Callout>
        )}
        <Arrived live={live} />
        <Rows live={live} shown={shown} />
      </Stack>
    </>
  );
}

function Rows(props: { readonly live: Live; readonly shown: readonly LiveItem[] }): JSX.Element {
  const { live, shown } = props;
  if (live.items.length === 0) {
    return (
      <Empty icon="live" title={t("live.waitingTitle")}>
        {t("live.waitingText")}
      </Empty>
    );
  }
  if (shown.length === 0) return <Empty icon="search" title={t("live.noneShown")} />;
  return (
    <ol class="live-list" aria-label={t("live.title")}>
      {shown.map((item) => (
        <LiveRow key={item.key} item={item} />
      ))}
    </ol>
  );
}

/** How many wait; a click shows them. */
function Arrived({ live }: { readonly live: Live }): JSX.Element | null {
  if (!live.isPaused || live.held === 0) return null;
  return (
    <div class="live-new">
      <Button
        variant="primary"
        size="sm"
        onClick={() => {
          scrollTo({ top: 0 });
          live.pause(false);
        }}
      >
        {t("live.newItems", { n: live.held })}
      </Button>
    </div>
  );
}

function State({ live }: { readonly live: Live }): JSX.Element {
  if (live.isPaused) return <Badge icon="pause">{t("live.paused")}</Badge>;
  if (live.state === "open") {
    return (
      <Badge tone="good" icon="live">
        {t("live.connected")}
      </Badge>
    );
  }
  return (
    <Badge tone="warn" icon="clock">
      {t(live.state === "lost" ? "live.lost" : "live.connecting")}
    </Badge>
  );
}

function matches(item: LiveItem, kind: string, q: string): boolean {
  if (kind !== "" && item.kind !== kind) return false;
  const text = `${item.title} ${item.note} ${item.status ?? ""}`.toLowerCase();
  return text.includes(q.trim().toLowerCase());
}

/** Whoever scrolls down reads: what comes is held back, and said with its number. */
function usePauseWhileReading({ pause }: Live): void {
  const [isDown, setIsDown] = useState(false);
  useEffect(() => {
    const look = () => setIsDown(scrollY > AT_TOP_PX);
    addEventListener("scroll", look, { passive: true });
    return () => removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    if (isDown) pause(true);
  }, [isDown, pause]);
}
