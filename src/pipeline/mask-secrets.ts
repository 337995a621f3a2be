const MASK = "********";
const SECRET_NAME = /pass|secret|token|key/i;

/** The same object with the text under secret-like names masked, at any depth. Its shape stays as it is. */
export function maskSecrets(
  settings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, masked(name, value)]),
  );
}

function masked(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(name, item));
  if (typeof value === "object" && value !== null) return maskSecrets({ ...value });
  return typeof value === "string" && SECRET_NAME.test(name) ? MASK : value;
}
