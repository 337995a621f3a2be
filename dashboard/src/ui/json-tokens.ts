export type JsonToken = {
  readonly kind: "key" | "string" | "number" | "word" | "plain";
  readonly text: string;
};

const INDENT = "  ";
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)/g;

/**
 * The same JSON, a member to a line; null where the text is no JSON. The tokens are the text's own: a number that no
 * JavaScript number holds, or a key that is there twice, is shown as it was sent.
 */
export function setOut(text: string): string | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let depth = 0;
  const line = () => `\n${INDENT.repeat(depth)}`;
  const PUNCTUATION: Readonly<Record<string, (sign: string) => string>> = {
    "{": (sign) => {
      depth += 1;
      return sign + line();
    },
    "[": (sign) => PUNCTUATION["{"]?.(sign) ?? sign,
    "}": (sign) => {
      depth -= 1;
      return line() + sign;
    },
    "]": (sign) => PUNCTUATION["}"]?.(sign) ?? sign,
    ",": (sign) => sign + line(),
    ":": (sign) => `${sign} `,
  };
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+|\{\s*\}|\[\s*\]|[{}[\],:]|[^\s{}[\],:"]+/g, (part) => {
    if (/^\s/.test(part)) return "";
    if (/^[{[]\s*[}\]]$/.test(part)) return part.replace(/\s+/g, "");
    return PUNCTUATION[part]?.(part) ?? part;
  });
}

/** Pieces of JSON text by what they are, in order; together they are the text. */
export function tokensOf(text: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) tokens.push({ kind: "plain", text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    tokens.push(...read(match));
  }
  if (end < text.length) tokens.push({ kind: "plain", text: text.slice(end) });
  return tokens;
}

function read([whole, string, colon, number]: RegExpExecArray): readonly JsonToken[] {
  if (string === undefined)
    return [{ kind: number === undefined ? "word" : "number", text: whole }];
  if (colon === undefined) return [{ kind: "string", text: string }];
  return [
    { kind: "key", text: string },
    { kind: "plain", text: colon },
  ];
}
