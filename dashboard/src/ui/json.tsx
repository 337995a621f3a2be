import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "#dashboard/i18n/t.ts";
import { IconButton } from "./button.tsx";
import { Code } from "./code.tsx";
import { setOut, tokensOf } from "./json-tokens.ts";

export type JsonProps = {
  readonly label: string;
  /** The exact text; shown as it is where it is no JSON. */
  readonly text?: string;
  /** Or what it is the text of. */
  readonly value?: unknown;
  readonly download?: string;
};

/** Colouring more than this takes longer than reading it is worth. */
const MOST = 100_000;

/** JSON set out and coloured, as text: nothing in it ever becomes an element. */
export function Json({ label, text, value, download }: JsonProps): JSX.Element {
  const [isRaw, setIsRaw] = useState(false);
  const source = text ?? JSON.stringify(value, null, 2) ?? "";
  const pretty = source.length > MOST ? null : setOut(source);
  const more = download === undefined ? {} : { download };
  if (pretty === null) return <Code label={label} text={source} isWrapped {...more} />;
  const toggle = text !== undefined && pretty !== text && (
    <IconButton
      size="sm"
      icon="code"
      label={isRaw ? t("ui.formatted") : t("ui.raw")}
      pressed={isRaw}
      onClick={() => setIsRaw(!isRaw)}
    />
  );
  if (isRaw) return <Code label={label} text={source} isWrapped actions={toggle} {...more} />;
  return (
    <Code label={label} text={source} isWrapped actions={toggle} {...more}>
      {tokensOf(pretty).map(({ kind, text: part }, index) =>
        kind === "plain" ? (
          part
        ) : (
          <span class={`json-${kind}`} key={index}>
            {part}
          </span>
        ),
      )}
    </Code>
  );
}
