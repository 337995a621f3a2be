/** The last answers by key: what a screen shows at once while it asks again. */
const answers = new Map<string, unknown>();
const MOST = 100;

type Mounted = { readonly key: string; readonly refetch: () => void };
const mounted = new Set<Mounted>();

export function cached(key: string): unknown {
  return answers.get(key);
}

export function keepAnswer(key: string, data: unknown): void {
  // Put at the end: the first of a map is what was not asked for the longest.
  answers.delete(key);
  answers.set(key, data);
  const [oldest] = answers.keys();
  if (answers.size > MOST && oldest !== undefined) answers.delete(oldest);
}

export function mount(query: Mounted): () => void {
  mounted.add(query);
  return () => {
    mounted.delete(query);
  };
}

/** Forgets answers whose keys begin so, and asks again for those that are on the screen. */
export function invalidate(...prefixes: readonly string[]): void {
  const isMeant = (key: string) => prefixes.some((prefix) => key.startsWith(prefix));
  for (const key of [...answers.keys()].filter(isMeant)) answers.delete(key);
  for (const query of [...mounted].filter(({ key }) => isMeant(key))) query.refetch();
}

/** Nothing of one session is for the next. */
export function forgetAnswers(): void {
  answers.clear();
}
