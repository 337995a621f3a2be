import type { ComponentChildren, JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { Icon } from "./icon.tsx";

export type LinkProps = {
  readonly href: string;
  readonly isExternal?: boolean;
  readonly children: ComponentChildren;
};

export function Link({ href, isExternal = false, children }: LinkProps): JSX.Element {
  if (!isExternal) {
    return (
      <a class="link" href={href}>
        {children}
      </a>
    );
  }
  return (
    <a class="link" href={href} target="_blank" rel="noreferrer">
      {children}
      <ExternalHint />
    </a>
  );
}

/** That a link leaves the page is told before it is followed. */
export function ExternalHint(): JSX.Element {
  return (
    <>
      <Icon name="external" size={12} />
      <span class="visually-hidden"> ({t("ui.externalLink")})</span>
    </>
  );
}
