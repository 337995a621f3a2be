import type { ComponentChildren, JSX, Ref } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "#dashboard/i18n/t.ts";
import { IconButton } from "./button.tsx";
import { Field, type FieldIds, type FieldProps } from "./field.tsx";
import { Icon } from "./icon.tsx";

type TextProps = FieldProps & {
  readonly value: string;
  readonly onInput: (value: string) => unknown;
  readonly isMono?: boolean;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
  readonly disabled?: boolean;
  readonly maxLength?: number;
};

export type TextInputProps = TextProps & {
  readonly type?: "text" | "url" | "email" | "number" | "password" | "date" | "datetime-local";
  readonly prefix?: ComponentChildren;
  readonly suffix?: ComponentChildren;
  readonly autoComplete?: string;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly step?: number | string;
  readonly onBlur?: () => unknown;
  readonly inputRef?: Ref<HTMLInputElement>;
};

export function TextInput(props: TextInputProps): JSX.Element {
  return (
    <Field {...props}>
      {(ids) => (
        <div class="input-box" data-disabled={props.disabled}>
          {props.prefix !== undefined && <span class="input-affix">{props.prefix}</span>}
          <input
            ref={props.inputRef ?? null}
            class="input"
            data-mono={props.isMono}
            // One of a union, whose members the types of JSX only take one at a time.
            type={(props.type ?? "text") as "text"}
            autoComplete={props.autoComplete ?? "off"}
            min={props.min}
            max={props.max}
            step={props.step}
            onBlur={() => void props.onBlur?.()}
            {...common(props, ids)}
          />
          {props.suffix !== undefined && <span class="input-affix">{props.suffix}</span>}
        </div>
      )}
    </Field>
  );
}

export function TextArea(props: TextProps & { readonly rows?: number }): JSX.Element {
  return (
    <Field {...props}>
      {(ids) => (
        <textarea
          class="input textarea"
          data-mono={props.isMono}
          rows={props.rows ?? 4}
          {...common(props, ids)}
        />
      )}
    </Field>
  );
}

/** Hidden until it is asked for. */
export function SecretInput(props: TextInputProps): JSX.Element {
  const [isShown, setIsShown] = useState(false);
  return (
    <TextInput
      isMono
      autoComplete="off"
      {...props}
      type={isShown ? "text" : "password"}
      suffix={
        <IconButton
          icon={isShown ? "eye-off" : "eye"}
          label={isShown ? t("ui.hide") : t("ui.show")}
          size="sm"
          pressed={isShown}
          onClick={() => setIsShown(!isShown)}
        />
      }
    />
  );
}

export type SearchInputProps = {
  readonly label: string;
  readonly value: string;
  /** Told when the typing stops. */
  readonly onSearch: (value: string) => unknown;
  readonly placeholder?: string;
};

const PAUSE_MS = 250;

export function SearchInput(props: SearchInputProps): JSX.Element {
  const { label, value, placeholder } = props;
  const [text, setText] = useState(value);
  const latest = useRef(props);
  latest.current = props;
  // Going back in the history changes the value from outside.
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === latest.current.value) return;
    const timer = setTimeout(() => latest.current.onSearch(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="input-box search">
      <span class="input-affix">
        <Icon name="search" />
      </span>
      <input
        class="input"
        type="search"
        name="search"
        aria-label={label}
        placeholder={placeholder ?? label}
        value={text}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {text !== "" && (
        <IconButton icon="x" label={t("ui.clearSearch")} size="sm" onClick={() => setText("")} />
      )}
    </div>
  );
}

type Control = HTMLInputElement | HTMLTextAreaElement;

function common(props: TextProps, ids: FieldIds) {
  return {
    id: ids.id,
    name: props.name,
    value: props.value,
    placeholder: props.placeholder,
    readOnly: props.readOnly,
    disabled: props.disabled,
    required: props.required,
    maxLength: props.maxLength,
    spellcheck: false,
    "aria-describedby": ids.describedBy,
    "aria-invalid": ids.isInvalid,
    onInput: (event: { readonly currentTarget: Control }) =>
      void props.onInput(event.currentTarget.value),
  };
}
