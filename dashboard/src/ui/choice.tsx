import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { describing, Field, type FieldProps, Fieldset } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { Spinner } from "./spinner.tsx";

export type Option<Value extends string = string> = {
  readonly value: Value;
  readonly label: string;
  readonly disabled?: boolean;
};

export type SelectProps<Value extends string> = FieldProps & {
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => unknown;
  readonly disabled?: boolean;
  readonly size?: "sm" | "md";
};

export function Select<Value extends string>(props: SelectProps<Value>): JSX.Element {
  const { value, options, onChange, size = "md" } = props;
  return (
    <Field {...props}>
      {({ id, describedBy, isInvalid }) => (
        <div class="select-box" data-size={size}>
          <select
            class="input select"
            id={id}
            name={props.name}
            value={value}
            disabled={props.disabled}
            required={props.required}
            aria-describedby={describedBy}
            aria-invalid={isInvalid}
            onChange={(event) => {
              const chosen = options.find((option) => option.value === event.currentTarget.value);
              if (chosen !== undefined) onChange(chosen.value);
            }}
          >
            {options.map((option) => (
              <option
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                selected={option.value === value}
              >
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" />
        </div>
      )}
    </Field>
  );
}

export type CheckboxProps = {
  readonly label: ComponentChildren;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => unknown;
  readonly indeterminate?: boolean;
  readonly hint?: ComponentChildren;
  readonly hideLabel?: boolean;
  readonly disabled?: boolean;
  readonly name?: string;
};

export function Checkbox(props: CheckboxProps): JSX.Element {
  const { label, hint, hideLabel = false } = props;
  const id = useId();
  return (
    <div class="check" data-disabled={props.disabled}>
      <input
        class="check-box"
        type="checkbox"
        id={id}
        name={props.name}
        checked={props.checked}
        indeterminate={props.indeterminate ?? false}
        disabled={props.disabled}
        aria-describedby={describing(id, hint !== undefined, false)}
        onChange={(event) => void props.onChange(event.currentTarget.checked)}
      />
      <label class="check-text" for={id}>
        <span class={hideLabel ? "visually-hidden" : "check-label"}>{label}</span>
        {hint !== undefined && (
          <span class="field-hint" id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </label>
    </div>
  );
}

export type SwitchProps = Omit<CheckboxProps, "indeterminate"> & { readonly busy?: boolean };

/** Takes effect at once, unlike a checkbox, which belongs to a form. */
export function Switch(props: SwitchProps): JSX.Element {
  const { label, hint, hideLabel = false, busy = false, checked } = props;
  const id = useId();
  return (
    <div class="check" data-disabled={props.disabled}>
      <button
        class="switch"
        type="button"
        role="switch"
        id={id}
        aria-checked={checked}
        aria-labelledby={`${id}-label`}
        aria-describedby={describing(id, hint !== undefined, false)}
        aria-busy={busy || undefined}
        disabled={props.disabled}
        onClick={() => (busy ? undefined : props.onChange(!checked))}
      >
        <span class="switch-thumb">{busy && <Spinner />}</span>
      </button>
      <label class="check-text" for={id}>
        <span class={hideLabel ? "visually-hidden" : "check-label"} id={`${id}-label`}>
          {label}
        </span>
        {hint !== undefined && (
          <span class="field-hint" id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </label>
    </div>
  );
}

export type RadiosProps<Value extends string> = {
  readonly label: ComponentChildren;
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (Option<Value> & { readonly hint?: ComponentChildren })[];
  readonly onChange: (value: Value) => unknown;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly hideLabel?: boolean;
};

export function Radios<Value extends string>(props: RadiosProps<Value>): JSX.Element {
  const { label, name, value, options, onChange, hint, error, hideLabel = false } = props;
  const id = useId();
  return (
    <Fieldset
      legend={label}
      hideLegend={hideLabel}
      error={error}
      {...(hint !== undefined && { hint })}
    >
      <div class="radios">
        {options.map((option, index) => (
          <div class="check" key={option.value} data-disabled={option.disabled}>
            <input
              class="check-radio"
              type="radio"
              id={`${id}-${index}`}
              name={name}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
            />
            <label class="check-text" for={`${id}-${index}`}>
              <span class="check-label">{option.label}</span>
              {option.hint !== undefined && <span class="field-hint">{option.hint}</span>}
            </label>
          </div>
        ))}
      </div>
    </Fieldset>
  );
}

export type SegmentedProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (Option<Value> & { readonly count?: number | undefined })[];
  readonly onChange: (value: Value) => unknown;
};

/** One of a few, in a row: radio buttons that look like one control. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>): JSX.Element {
  const { label, value, options, onChange } = props;
  const name = useId();
  return (
    <fieldset class="segmented">
      <legend class="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label class="segment" key={option.value}>
          <input
            class="visually-hidden"
            type="radio"
            name={name}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          <span class="segment-label">{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
