import type { JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { t } from "#dashboard/i18n/t.ts";
import { Icon } from "#dashboard/ui/icon.tsx";
import { NAVIGATION, type NavEntry, type NavGroup, ROUTES } from "./routes.ts";
import { can } from "./session.ts";

export function Navigation(): JSX.Element {
  const { path } = useLocation();
  const groups: readonly NavGroup[] = NAVIGATION;
  const current = currentEntry(path);
  return (
    <nav class="nav" aria-label={t("nav.main")}>
      {groups.map(({ label, entries }, index) => {
        const shown = entries.filter(isOpen);
        return (
          shown.length > 0 && (
            <div class="nav-group" key={label ?? index}>
              {label !== undefined && <p class="nav-label">{t(label)}</p>}
              <ul>
                {shown.map((entry) => (
                  <li key={entry.id}>
                    <a
                      class="nav-link"
                      href={entry.href}
                      aria-current={entry.id === current ? "page" : undefined}
                    >
                      <Icon name={entry.icon} />
                      {t(entry.label)}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          )
        );
      })}
    </nav>
  );
}

function isOpen({ href }: NavEntry): boolean {
  const route = ROUTES.find(({ path }) => path === href);
  return route !== undefined && (route.scope === undefined || can(route.scope));
}

/** That of the route whose path fits. */
function currentEntry(path: string): string | undefined {
  const parts = path.split("/");
  return ROUTES.find((route) => {
    const pattern = route.path.split("/");
    return (
      pattern.length === parts.length &&
      pattern.every((part, index) => part.startsWith(":") || part === parts[index])
    );
  })?.nav;
}
