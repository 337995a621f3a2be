import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { t } from "#dashboard/i18n/t.ts";
import { IconButton } from "#dashboard/ui/button.tsx";
import { Account } from "./account.tsx";
import { Logo } from "./logo.tsx";
import { Navigation } from "./navigation.tsx";
import { isTravelling, Screens } from "./router.tsx";

/** Around every screen: where one is, where one can go, and who one is. */
export function Shell(): JSX.Element {
  const drawer = useRef<HTMLDialogElement>(null);
  const { url } = useLocation();
  // What was chosen in it is on the screen now.
  useEffect(() => drawer.current?.close(), [url]);
  return (
    <div class="shell">
      <a class="skip-link" href="#main">
        {t("nav.skip")}
      </a>
      <div class="travel" data-active={isTravelling.value} aria-hidden="true" />
      <header class="topbar">
        <IconButton
          icon="menu"
          label={t("nav.open")}
          hasPopup="dialog"
          onClick={() => drawer.current?.showModal()}
        />
        <Logo />
      </header>
      <header class="sidebar">
        <Logo />
        <Navigation />
        <Account />
      </header>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it is what Escape is on a keyboard */}
      <dialog
        class="drawer"
        ref={drawer}
        aria-label={t("nav.main")}
        onClick={(event) => (event.target === drawer.current ? drawer.current?.close() : undefined)}
      >
        <div class="drawer-box">
          <div class="drawer-head">
            <Logo />
            <IconButton icon="x" label={t("nav.close")} onClick={() => drawer.current?.close()} />
          </div>
          <Navigation />
          <Account />
        </div>
      </dialog>
      <main class="main" id="main" tabIndex={-1}>
        <Screens />
      </main>
    </div>
  );
}
