import { useLocation } from "preact-iso/router";
import { NAVIGATION, type NavGroup } from "#dashboard/app/routes.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Icon } from "#dashboard/ui/icon.tsx";

export const PAGES = ["lists", "controls", "content", "overlays"] as const;

/** The console's own, with all entries; the first ones lead to the gallery's pages. */
export function GalleryNavigation() {
  const { path } = useLocation();
  const groups: readonly NavGroup[] = NAVIGATION;
  return (
    <nav class="nav" aria-label={t("nav.main")}>
      <div class="nav-group">
        <p class="nav-label">Gallery</p>
        <ul>
          {PAGES.map((page) => (
            <li key={page}>
              <a
                class="nav-link"
                href={`/dashboard/${page}`}
                aria-current={path.endsWith(page) ? "page" : undefined}
              >
                <Icon name="eye" />
                {page}
              </a>
            </li>
          ))}
        </ul>
      </div>
      {groups.map(({ label, entries }) => (
        <div class="nav-group" key={label}>
          {label !== undefined && <p class="nav-label">{t(label)}</p>}
          <ul>
            {entries.map((entry) => (
              <li key={entry.id}>
                <a class="nav-link" href={entry.href}>
                  <Icon name={entry.icon} />
                  {t(entry.label)}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
