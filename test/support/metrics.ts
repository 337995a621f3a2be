/** Prometheus' text format, read back. */
type Sample = { readonly name: string; readonly labels: Labels; readonly value: number };
type Labels = Readonly<Record<string, string>>;

export type Exposition = {
  readonly names: ReadonlySet<string>;
  /** The sum over all samples of the name that have these labels; null where there is none. */
  sum(name: string, labels?: Labels): number | null;
};

export function readExposition(text: string): Exposition {
  const samples = text.split("\n").flatMap(readSample);
  return {
    names: new Set(samples.map(({ name }) => name)),
    sum(name, labels = {}) {
      const found = samples.filter((sample) => sample.name === name && has(sample.labels, labels));
      return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

function readSample(line: string): Sample[] {
  if (line === "" || line.startsWith("#")) return [];
  const [, name = "", braces = "", value = ""] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === "") throw new Error(`not a sample: ${line}`);
  const labels = [...braces.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]);
  return [{ name, labels: Object.fromEntries(labels), value: Number(value) }];
}

function has(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
