import "#dashboard/styles/index.css";
import { render } from "preact";
import { forgetAnswers } from "#dashboard/app/cache.ts";
import { Console } from "#dashboard/app/console.tsx";
import { watchDoor } from "#dashboard/app/leaving.ts";
import { loadSession, session } from "#dashboard/app/session.ts";
import { applyTheme } from "#dashboard/app/theme.ts";
import { watchForUpdates } from "#dashboard/app/updates.ts";
import { preferredLanguage, showLanguage } from "#dashboard/i18n/language.ts";

applyTheme();
watchForUpdates();
watchDoor();
session.subscribe((now) => {
  if (now === null) forgetAnswers();
});

const root = document.getElementById("console");
if (root === null) throw new Error("index.html has no element for the console");
render(<Console />, root);

// Side by side: neither waits for the other.
void showLanguage(preferredLanguage()).catch(() => {
  root.textContent = "The console could not be loaded. Reload the page to try again.";
});
void loadSession().catch(() => {
  // Whether there is a session nobody could say; the sign-in will say what is wrong.
  session.value = null;
});
