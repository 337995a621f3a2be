import type { ComponentChildren, JSX, Ref } from "preact";
import { Icon, type IconName } from "./icon.tsx";
import { ExternalHint } from "./link.tsx";
import { Spinner } from "./spinner.tsx";

type Look = {
  readonly variant?: "primary" | "secondary" | "ghost" | "danger";
  readonly size?: "sm" | "md";
  readonly icon?: IconName | undefined;
};

export type ButtonProps = Look & {
  readonly type?: "button" | "submit";
  /** Works on it: stays where it is and keeps the focus, but does nothing more. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly onClick?: ((event: MouseEvent) => unknown) | undefined;
  /** Id of a form elsewhere on the page, for a submit button. */
  readonly form?: string;
  readonly describedBy?: string | undefined;
  readonly buttonRef?: Ref<HTMLButtonElement>;
  readonly children: ComponentChildren;
};

export function Button(props: ButtonProps): JSX.Element {
  const { variant = "secondary", size = "md", icon, type = "button", busy = false } = props;
  return (
    <button
      ref={props.buttonRef ?? null}
      class="button"
      data-variant={variant}
      data-size={size}
      type={type}
      form={props.form}
      disabled={props.disabled}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      aria-describedby={props.describedBy}
      onClick={(event) => (busy ? event.preventDefault() : void props.onClick?.(event))}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} />}
      <span>{props.children}</span>
    </button>
  );
}

export type LinkButtonProps = Look & {
  readonly href: string;
  readonly isExternal?: boolean;
  readonly children: ComponentChildren;
};

/** Goes somewhere: a link that looks like a button. */
export function LinkButton(props: LinkButtonProps): JSX.Element {
  const { variant = "secondary", size = "md", icon, href, isExternal = false } = props;
  const outside = isExternal ? { target: "_blank", rel: "noreferrer" } : {};
  return (
    <a class="button" data-variant={variant} data-size={size} href={href} {...outside}>
      {icon && <Icon name={icon} />}
      <span>{props.children}</span>
      {isExternal && <ExternalHint />}
    </a>
  );
}

export type IconButtonProps = {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick?: ((event: MouseEvent) => unknown) | undefined;
  readonly size?: "sm" | "md";
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly controls?: string;
  readonly hasPopup?: "menu" | "dialog";
  readonly buttonRef?: Ref<HTMLButtonElement>;
};

export function IconButton(props: IconButtonProps): JSX.Element {
  const { icon, label, size = "md", busy = false } = props;
  return (
    <button
      ref={props.buttonRef ?? null}
      class="icon-button"
      data-size={size}
      type="button"
      title={label}
      aria-label={label}
      disabled={props.disabled}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-controls={props.controls}
      aria-haspopup={props.hasPopup}
      onClick={(event) => (busy ? undefined : props.onClick?.(event))}
    >
      {busy ? <Spinner /> : <Icon name={icon} />}
    </button>
  );
}
