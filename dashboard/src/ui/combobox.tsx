import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { Field, type FieldProps } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { Spinner } from "./spinner.tsx";
import { useOptions } from "./use-options.ts";

export type ComboOption = {
  readonly id: string;
  readonly label: string;
  readonly note?: ComponentChildren;
  readonly disabled?: boolean;
};

export type ComboboxProps = FieldProps & {
  readonly selected: readonly ComboOption[];
  readonly onChange: (selected: readonly ComboOption[]) => unknown;
  readonly search: (text: string, signal: AbortSignal) => Promise<readonly ComboOption[]>;
  /** One at most. */
  readonly single?: boolean;
  readonly placeholder?: string;
  readonly disabled?: boolean;
};

/** A thousand of them would bury the form. */
const MOST_CHIPS = 20;

/** Finds options while one types; what is chosen stands before the text as chips. */
export function Combobox(props: ComboboxProps): JSX.Element {
  const { selected, onChange, single = false, disabled = false } = props;
  const [text, setText] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const { options, isSearching } = useOptions(isOpen, text, props.search);

  const isChosen = (option: ComboOption) => selected.some(({ id }) => id === option.id);

  function toggle(option: ComboOption | undefined) {
    if (option === undefined || option.disabled) return;
    const others = selected.filter(({ id }) => id !== option.id);
    if (isChosen(option)) onChange(others);
    else onChange(single ? [option] : [...others, option]);
    setText("");
    if (single) setIsOpen(false);
  }

  function remove(option: ComboOption) {
    onChange(selected.filter(({ id }) => id !== option.id));
    input.current?.focus();
  }

  function move(step: number): boolean {
    setIsOpen(true);
    const count = options.length;
    const next = at < 0 && step < 0 ? count - 1 : (at + step + count) % count;
    if (count > 0) setAt(next);
    return true;
  }

  const keys: Readonly<Record<string, () => boolean>> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => {
      // Nothing to choose: the form may have it.
      if (!isOpen) return false;
      toggle(options[at]);
      return true;
    },
    Escape: () => {
      if (!isOpen) return false;
      setIsOpen(false);
      return true;
    },
    Backspace: () => {
      const last = selected.at(-1);
      if (text === "" && last !== undefined) remove(last);
      return false;
    },
  };

  return (
    <Field {...props}>
      {({ id, describedBy, isInvalid }) => (
        <div
          class="combobox"
          onFocusOut={(event) => {
            const to = event.relatedTarget;
            if (!(to instanceof Node && event.currentTarget.contains(to))) setIsOpen(false);
          }}
        >
          <div class="combobox-box" data-disabled={disabled}>
            {selected.slice(0, MOST_CHIPS).map((option) => (
              <span class="chip" key={option.id}>
                <span class="chip-label">{option.label}</span>
                <button
                  class="chip-remove"
                  type="button"
                  disabled={disabled}
                  aria-label={t("ui.removeOption", { label: option.label })}
                  onClick={() => remove(option)}
                >
                  <Icon name="x" size={12} />
                </button>
              </span>
            ))}
            {selected.length > MOST_CHIPS && (
              <span class="chip chip-rest">+{fmt.number(selected.length - MOST_CHIPS)}</span>
            )}
            <input
              ref={input}
              class="combobox-input"
              id={id}
              name={props.name}
              type="text"
              role="combobox"
              autoComplete="off"
              spellcheck={false}
              value={text}
              placeholder={selected.length === 0 ? (props.placeholder ?? t("common.search")) : ""}
              disabled={disabled}
              aria-autocomplete="list"
              aria-expanded={isOpen}
              aria-controls={`${id}-list`}
              aria-activedescendant={isOpen && at >= 0 ? `${id}-${at}` : undefined}
              aria-describedby={describedBy}
              aria-invalid={isInvalid}
              onClick={() => setIsOpen(true)}
              onInput={(event) => {
                setText(event.currentTarget.value);
                setAt(0);
                setIsOpen(true);
              }}
              onKeyDown={(event) => {
                if (keys[event.key]?.()) event.preventDefault();
              }}
            />
            {isSearching ? <Spinner /> : <Icon name="chevron-down" />}
          </div>
          <div
            class="listbox"
            id={`${id}-list`}
            role="listbox"
            aria-multiselectable={!single}
            aria-label={typeof props.label === "string" ? props.label : props.name}
            hidden={!isOpen}
          >
            {options.map((option, index) => (
              <Choice
                key={option.id}
                id={`${id}-${index}`}
                option={option}
                isActive={index === at}
                isChosen={isChosen(option)}
                onChoose={() => toggle(option)}
              />
            ))}
          </div>
          <p class="listbox-none" role="status" hidden={!isOpen || options.length > 0}>
            {isSearching ? t("ui.searching") : t("ui.noOptions")}
          </p>
        </div>
      )}
    </Field>
  );
}

function Choice(props: {
  readonly id: string;
  readonly option: ComboOption;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}): JSX.Element {
  const { id, option, isActive, isChosen, onChoose } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of a list of options are those of its text field
    <div
      class="option"
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      aria-disabled={option.disabled}
      data-active={isActive}
      // The text keeps the focus: a click must not take it.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: "nearest" });
      }}
    >
      <span class="option-check">{isChosen && <Icon name="check" size={14} />}</span>
      <span class="option-label">{option.label}</span>
      {option.note !== undefined && <span class="option-note">{option.note}</span>}
    </div>
  );
}
