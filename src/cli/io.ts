/** Where a command reads and writes; text is written as it is, line ends included. */
export type Io = {
  readonly env: NodeJS.ProcessEnv;
  out(text: string): void;
  err(text: string): void;
  readStdin(): Promise<Uint8Array>;
};

/** Something the person at the terminal can put right: told in one line, without a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
}

export function writeJson(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value)}\n`);
}

export function writeJsonError(io: Io, message: string): void {
  io.err(`${JSON.stringify({ error: message })}\n`);
}

/** Columns as wide as their widest cell; numbers to the right. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const all: (readonly Cell[])[] = [headings, ...rows];
  const widths = headings.map((_, column) =>
    Math.max(...all.map((row) => String(row[column] ?? "").length)),
  );
  return all
    .map((row) =>
      widths
        .map((width, column) => padded(row[column] ?? "", width, typeof rows[0]?.[column]))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

type Cell = string | number;

function padded(cell: Cell, width: number, kind: string): string {
  return kind === "number" ? String(cell).padStart(width) : String(cell).padEnd(width);
}

/** One line of at most `length` characters, for a table. */
export function shortened(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
