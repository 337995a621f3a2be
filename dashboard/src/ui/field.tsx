import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { ApiProblem } from "#dashboard/app/problem.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Icon } from "./icon.tsx";

/** What every control of a form has around it. */
export type FieldProps = {
  readonly label: ComponentChildren;
  /** The path by which the API names the field in a problem. */
  readonly name: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly optional?: boolean;
  readonly required?: boolean;
  readonly hideLabel?: boolean;
};

/** What ties the control to its label, its hint and its error. */
export type FieldIds = {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean | undefined;
};

export function Field(
  props: FieldProps & { readonly children: (ids: FieldIds) => ComponentChildren },
): JSX.Element {
  const { label, hint, error, hideLabel = false } = props;
  const id = useId();
  const ids: FieldIds = {
    id,
    describedBy: describing(id, hint !== undefined, error !== undefined),
    isInvalid: error === undefined ? undefined : true,
  };
  return (
    <div class="field" data-invalid={error !== undefined}>
      <label class={hideLabel ? "visually-hidden" : "field-label"} for={id}>
        {label}
        {props.optional && <span class="field-note"> ({t("common.optional")})</span>}
      </label>
      {props.children(ids)}
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}

/** Several controls under one name. */
export function Fieldset(props: {
  readonly legend: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly hideLegend?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { legend, hint, error, hideLegend = false, children } = props;
  const id = useId();
  const describedBy = describing(id, hint !== undefined, error !== undefined);
  return (
    <fieldset class="fieldset" aria-describedby={describedBy} data-invalid={error !== undefined}>
      <legend class={hideLegend ? "visually-hidden" : "field-label"}>{legend}</legend>
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      <FieldNotes id={id} error={error} />
    </fieldset>
  );
}

export function FieldNotes(props: {
  readonly id: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
}): JSX.Element {
  const { id, hint, error } = props;
  return (
    <>
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="alert" size={14} />
          <span>{error}</span>
        </p>
      )}
    </>
  );
}

export function describing(id: string, hasHint: boolean, hasError: boolean): string | undefined {
  const ids = [hasHint && `${id}-hint`, hasError && `${id}-error`].filter((one) => one !== false);
  return ids.length === 0 ? undefined : ids.join(" ");
}

/** Above a form: what the API refused, with a way to each field. It takes the focus, so that it is read at once. */
export function FormProblem(props: {
  readonly problem: ApiProblem | undefined;
  /** Names of the fields, by path. */
  readonly labels?: Readonly<Record<string, string>>;
}): JSX.Element | null {
  const { problem, labels = {} } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem !== undefined) box.current?.focus();
  }, [problem]);
  if (problem === undefined) return null;
  const fields = Object.entries(problem.fields);
  return (
    <div class="callout" data-tone="bad" role="alert" tabIndex={-1} ref={box}>
      <Icon name="alert" />
      <div class="callout-body">
        <p class="callout-title">
          {fields.length === 0 ? problem.words : t("ui.problems", { n: fields.length })}
        </p>
        {fields.length === 0 && problem.detail !== problem.words && <p>{problem.detail}</p>}
        {fields.length > 0 && (
          <ul>
            {fields.map(([path, message]) => (
              <li key={path}>
                <button class="link-button" type="button" onClick={() => focusField(path)}>
                  {labels[path] ?? path}
                </button>{" "}
                {message}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** The field of a path, else of the nearest path above it: `headers.X-A` leads to `headers`. */
function focusField(path: string): void {
  const found = document.querySelector<HTMLElement>(`[name="${CSS.escape(path)}"]`);
  const dot = Math.max(path.lastIndexOf("."), path.lastIndexOf("["));
  if (found !== null) found.focus();
  else if (dot > 0) focusField(path.slice(0, dot));
}

/** Fields side by side, one below the other where there is no room. */
export function FormRow({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div class="form-row">{children}</div>;
}

/** The buttons that end a form. */
export function FormActions({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div class="form-actions">{children}</div>;
}
