import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "#dashboard/i18n/t.ts";
import { Button, IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { toast } from "./toasts.ts";

const COPIED_MS = 1500;

/** Copies, and says so for a moment. */
function useCopy(text: string): readonly [isCopied: boolean, copy: () => Promise<void>] {
  const [isCopied, setIsCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Over plain http the browser keeps its clipboard to itself: an old way works where it still does.
      if (!copyByCommand(text)) return toast.bad(t("errors.unexpected"));
    }
    setIsCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIsCopied(false), COPIED_MS);
  }
  return [isCopied, copy];
}

function copyByCommand(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  // In an open dialog the rest of the page cannot be selected.
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  return isDone;
}

export type CopyButtonProps = {
  readonly text: string;
  /** What is copied, as in "Copy the URL". */
  readonly label?: string;
  /** With its word beside the icon. */
  readonly isWide?: boolean;
};

export function CopyButton({ text, label, isWide = false }: CopyButtonProps): JSX.Element {
  const [isCopied, copy] = useCopy(text);
  const name = label === undefined ? t("common.copy") : t("ui.copyOf", { label });
  const icon = isCopied ? "check" : "copy";
  return (
    <>
      {isWide ? (
        <Button size="sm" icon={icon} onClick={copy}>
          {isCopied ? t("common.copied") : name}
        </Button>
      ) : (
        <IconButton size="sm" icon={icon} label={name} onClick={copy} />
      )}
      <span class="visually-hidden" role="status">
        {isCopied ? t("common.copied") : ""}
      </span>
    </>
  );
}

/** An id or the like; a click copies it. `short` shows its end alone. */
export function CopyText(props: {
  readonly text: string;
  readonly label: string;
  readonly short?: boolean;
}): JSX.Element {
  const { text, label, short = false } = props;
  const [isCopied, copy] = useCopy(text);
  return (
    <button class="copy-text" type="button" title={text} onClick={copy}>
      <span class="visually-hidden">
        {t("ui.copyOf", { label })}: {short && text}
      </span>
      <span class="mono" aria-hidden={short}>
        {short ? shortened(text) : text}
      </span>
      <Icon name={isCopied ? "check" : "copy"} size={12} />
      <span class="visually-hidden" role="status">
        {isCopied ? t("common.copied") : ""}
      </span>
    </button>
  );
}

const SHORT = 12;

/** Ids begin with the time and end with what tells them apart. */
export function shortened(id: string): string {
  return id.length <= SHORT ? id : `…${id.slice(-8)}`;
}

export function InlineCode({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <code class="inline-code">{children}</code>;
}

export type CodeProps = {
  readonly text: string;
  /** What it is, above it. */
  readonly label: string;
  readonly isWrapped?: boolean;
  /** Lines shown at first; the rest on demand. */
  readonly maxLines?: number;
  /** Name of a file that it can be downloaded as. */
  readonly download?: string;
  readonly children?: ComponentChildren;
  readonly actions?: ComponentChildren;
};

/** Text as it is, to read and to copy. `children`, where given, is the same text set out. */
export function Code(props: CodeProps): JSX.Element {
  const { text, label, maxLines = 400, children } = props;
  const [isWrapped, setIsWrapped] = useState(props.isWrapped ?? false);
  const [isWhole, setIsWhole] = useState(false);
  const lines = children === undefined && !isWhole ? text.split("\n") : [];
  const isCut = lines.length > maxLines;
  const shown = isCut ? lines.slice(0, maxLines).join("\n") : text;
  return (
    <figure class="code">
      <figcaption class="code-bar">
        <span class="code-label">{label}</span>
        {props.actions}
        <IconButton
          size="sm"
          icon="wrap"
          label={t("ui.wrap")}
          pressed={isWrapped}
          onClick={() => setIsWrapped(!isWrapped)}
        />
        {props.download !== undefined && (
          <IconButton
            size="sm"
            icon="download"
            label={t("ui.download")}
            onClick={() => save(text, props.download ?? "")}
          />
        )}
        <CopyButton text={text} label={label} />
      </figcaption>
      {text === "" ? (
        <p class="code-empty">{t("ui.noBody")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard has to be able to do that
        <section class="code-text" tabIndex={0} aria-label={label}>
          <pre data-wrapped={isWrapped}>
            <code>{children ?? shown}</code>
          </pre>
        </section>
      )}
      {isCut && (
        <Button size="sm" variant="ghost" onClick={() => setIsWhole(true)}>
          {t("ui.lines", { n: lines.length - maxLines })}
        </Button>
      )}
    </figure>
  );
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
