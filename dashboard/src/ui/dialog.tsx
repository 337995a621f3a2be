import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type ApiProblem, problemFrom } from "#dashboard/app/problem.ts";
import { rich, t } from "#dashboard/i18n/t.ts";
import { Button, IconButton } from "./button.tsx";
import { FormProblem } from "./field.tsx";
import { TextInput } from "./input.tsx";

export type DialogProps = {
  readonly open: boolean;
  readonly onClose: () => unknown;
  readonly title: ComponentChildren;
  readonly description?: ComponentChildren;
  readonly footer?: ComponentChildren;
  readonly size?: "sm" | "md" | "lg";
  readonly children?: ComponentChildren;
};

/** The browser's own: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog(props: DialogProps): JSX.Element | null {
  const { open, onClose, title, description, footer, size = "md", children } = props;
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (!open || dialog === null) return;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      // By then the dialog has left the page, and with it the browser's own way back.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [open]);
  if (!open) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it is what Escape is on a keyboard
    <dialog
      class="dialog"
      data-size={size}
      ref={element}
      aria-labelledby={`${id}-title`}
      aria-describedby={description === undefined ? undefined : `${id}-description`}
      onCancel={(event) => {
        // It stays until whoever opened it takes it away, so that its state and this one are the same.
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => (event.target === element.current ? onClose() : undefined)}
    >
      <div class="dialog-box">
        <header class="dialog-header">
          <h2 class="dialog-title" id={`${id}-title`}>
            {title}
          </h2>
          <IconButton icon="x" label={t("common.close")} size="sm" onClick={onClose} />
        </header>
        <div class="dialog-body">
          {description !== undefined && (
            <p class="dialog-description" id={`${id}-description`}>
              {description}
            </p>
          )}
          {children}
        </div>
        {footer && <footer class="dialog-footer">{footer}</footer>}
      </div>
    </dialog>
  );
}

export type ConfirmDialogProps = {
  readonly open: boolean;
  readonly onClose: () => unknown;
  readonly title: ComponentChildren;
  readonly confirmLabel: string;
  /** The dialog waits for it, shows why it failed, and closes where it did not. */
  readonly onConfirm: () => unknown;
  readonly isDanger?: boolean;
  /** Has to be typed first: for what cannot be undone. */
  readonly typed?: string;
  /** What will be lost. */
  readonly children?: ComponentChildren;
};

export function ConfirmDialog(props: ConfirmDialogProps): JSX.Element {
  const { open, onClose, title, confirmLabel, onConfirm, isDanger = false, typed } = props;
  const [text, setText] = useState("");
  const [isRunning, setIsRunning] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  useEffect(() => {
    if (!open) return;
    setText("");
    setProblem(undefined);
  }, [open]);

  async function confirm() {
    setIsRunning(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setProblem(problemFrom(thrown));
    } finally {
      setIsRunning(false);
    }
  }

  return (
    <Dialog
      open={open}
      onClose={() => (isRunning ? undefined : onClose())}
      title={title}
      size="sm"
      footer={
        <>
          <Button onClick={onClose} disabled={isRunning}>
            {t("common.cancel")}
          </Button>
          <Button
            variant={isDanger ? "danger" : "primary"}
            busy={isRunning}
            disabled={typed !== undefined && text !== typed}
            onClick={confirm}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      <FormProblem problem={problem} />
      {props.children}
      {typed !== undefined && (
        <TextInput
          name="confirm"
          isMono
          label={rich("ui.typeToConfirm", { text: <code class="inline-code">{typed}</code> })}
          value={text}
          onInput={setText}
        />
      )}
    </Dialog>
  );
}
