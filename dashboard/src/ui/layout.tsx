import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import type { Tone } from "./tone.ts";

type Children = { readonly children?: ComponentChildren };
type Gap = 1 | 2 | 3 | 4 | 5 | 6 | 8;

export type CardProps = Children & {
  readonly title?: ComponentChildren;
  readonly description?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly footer?: ComponentChildren;
  /** Without a space around the content, for a table. */
  readonly isFlush?: boolean;
  readonly id?: string;
};

export function Card(props: CardProps): JSX.Element {
  const { title, description, actions, footer, isFlush = false, id, children } = props;
  const own = useId();
  return (
    <section class="card" id={id} aria-labelledby={title === undefined ? undefined : own}>
      {title !== undefined && (
        <header class="card-header">
          <div class="card-heading">
            <h2 class="card-title" id={own}>
              {title}
            </h2>
            {description !== undefined && <p class="card-description">{description}</p>}
          </div>
          {actions && <div class="card-actions">{actions}</div>}
        </header>
      )}
      <div class="card-body" data-flush={isFlush}>
        {children}
      </div>
      {footer && <footer class="card-footer">{footer}</footer>}
    </section>
  );
}

/** One below the other; `gap` in steps of 4 px. */
export function Stack({ gap = 4, children }: Children & { readonly gap?: Gap }): JSX.Element {
  return (
    <div class="stack" data-gap={gap}>
      {children}
    </div>
  );
}

export function Row(
  props: Children & {
    readonly gap?: Gap;
    readonly align?: "start" | "center" | "end" | "baseline";
    readonly isSpread?: boolean;
  },
): JSX.Element {
  const { gap = 2, align = "center", isSpread = false, children } = props;
  return (
    <div class="row" data-gap={gap} data-align={align} data-spread={isSpread}>
      {children}
    </div>
  );
}

/** As many columns of at least `min` pixels as there is room for. */
export function Grid({ min = 240, children }: Children & { readonly min?: number }): JSX.Element {
  return (
    <div class="grid" style={{ "--grid-min": `${min}px` }}>
      {children}
    </div>
  );
}

/** The main thing and what stands beside it, below it where there is no room. */
export function Split(props: { readonly side: ComponentChildren } & Children): JSX.Element {
  return (
    <div class="split">
      <div class="split-main">{props.children}</div>
      <div class="split-side">{props.side}</div>
    </div>
  );
}

export function KeyValue(props: {
  readonly items: readonly { readonly label: string; readonly value: ComponentChildren }[];
  readonly columns?: 1 | 2 | 3;
}): JSX.Element {
  return (
    <dl class="key-value" data-columns={props.columns ?? 1}>
      {props.items.map(({ label, value }) => (
        <div class="key-value-item" key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export type StatProps = {
  readonly label: ComponentChildren;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly tone?: Tone;
  readonly href?: string;
};

/** A figure. */
export function Stat({ label, value, note, tone = "neutral", href }: StatProps): JSX.Element {
  return (
    <div class="stat" data-tone={tone} data-link={href !== undefined}>
      <p class="stat-label">
        {href === undefined ? (
          label
        ) : (
          <a class="cover-link" href={href}>
            {label}
          </a>
        )}
      </p>
      <p class="stat-value">{value}</p>
      {note !== undefined && <p class="stat-note">{note}</p>}
    </div>
  );
}

/** Filters above a list. */
export function Toolbar({ children }: Children): JSX.Element {
  return <div class="toolbar">{children}</div>;
}

export function Disclosure(
  props: Children & { readonly summary: ComponentChildren; readonly open?: boolean },
): JSX.Element {
  return (
    <details class="disclosure" open={props.open}>
      <summary>{props.summary}</summary>
      <div class="disclosure-body">{props.children}</div>
    </details>
  );
}

export function Steps(props: {
  readonly steps: readonly {
    readonly title: ComponentChildren;
    readonly children?: ComponentChildren;
  }[];
}): JSX.Element {
  return (
    <ol class="steps">
      {props.steps.map(({ title, children }, index) => (
        <li class="step" key={index}>
          <p class="step-title">{title}</p>
          {children !== undefined && <div class="step-body">{children}</div>}
        </li>
      ))}
    </ol>
  );
}
