/** Every component in every state, in the real shell: for the eye, and for the tests of accessibility. No part of dist. */
import "#dashboard/styles/index.css";
import { render } from "preact";
import { LocationProvider, Route, Router } from "preact-iso/router";
import { Account } from "#dashboard/app/account.tsx";
import { Logo } from "#dashboard/app/logo.tsx";
import { session } from "#dashboard/app/session.ts";
import { applyTheme } from "#dashboard/app/theme.ts";
import { preferredLanguage, showLanguage } from "#dashboard/i18n/language.ts";
import { IconButton } from "#dashboard/ui/button.tsx";
import { ToastRegion } from "#dashboard/ui/toast-region.tsx";
import { Content } from "./content.tsx";
import { Controls } from "./controls.tsx";
import { Lists } from "./lists.tsx";
import { GalleryNavigation, PAGES } from "./navigation.tsx";
import { Overlays } from "./overlays.tsx";

applyTheme();
session.value = {
  workspaceId: "01a1fd88-25a0-72e7-b3ed-d9a54ddce4ac",
  workspaceName: "Acme Voice",
  scopes: ["*"],
  expiresAt: "2026-12-01T00:00:00Z",
  keyName: "Support desk",
};

const SCREENS = { lists: Lists, controls: Controls, content: Content, overlays: Overlays };

function Gallery() {
  return (
    <LocationProvider>
      <div class="shell">
        <header class="topbar">
          <IconButton icon="menu" label="Menu" />
          <Logo />
        </header>
        <header class="sidebar">
          <Logo />
          <GalleryNavigation />
          <Account />
        </header>
        <main class="main" id="main">
          <Router>
            {PAGES.map((page) => (
              <Route key={page} path={`/dashboard/${page}`} component={SCREENS[page]} />
            ))}
            <Route default component={Lists} />
          </Router>
        </main>
      </div>
      <ToastRegion />
    </LocationProvider>
  );
}

await showLanguage(preferredLanguage());
const root = document.getElementById("console");
if (root !== null) render(<Gallery />, root);
