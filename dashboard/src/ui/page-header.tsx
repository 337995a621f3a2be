import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { arrive } from "#dashboard/app/arrival.ts";
import { Icon } from "./icon.tsx";

export type PageHeaderProps = {
  readonly title: ComponentChildren;
  readonly description?: ComponentChildren;
  readonly back?: { readonly href: string; readonly label: string };
  readonly actions?: ComponentChildren;
  /** Beside the title. */
  readonly status?: ComponentChildren;
  /** Small facts below it. */
  readonly meta?: ComponentChildren;
  /** The document's title where `title` is not plain text. */
  readonly documentTitle?: string;
};

/** The screen's one `h1`. It gets the focus when the screen was navigated to. */
export function PageHeader(props: PageHeaderProps): JSX.Element {
  const { title, description, back, actions, status, meta } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const name = props.documentTitle ?? (typeof title === "string" ? title : "");
  useEffect(() => {
    document.title = name === "" ? "Switchhook" : `${name} · Switchhook`;
  }, [name]);
  useEffect(() => arrive(heading.current), []);
  return (
    <header class="page-header">
      {back && (
        <a class="page-back" href={back.href}>
          <Icon name="arrow-left" size={14} />
          {back.label}
        </a>
      )}
      <div class="page-heading">
        <div class="page-title-row">
          <h1 class="page-title" ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {status}
        </div>
        {actions && <div class="page-actions">{actions}</div>}
      </div>
      {description !== undefined && <p class="page-description">{description}</p>}
      {meta !== undefined && <div class="page-meta">{meta}</div>}
    </header>
  );
}
