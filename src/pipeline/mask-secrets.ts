import { type Issue, issue } from "#src/core/issue.ts";
import { fail, ok, type Result } from "#src/core/result.ts";

const MASK = "********";
const SECRET_NAME = /pass|secret|token|key/i;

type Settings = Readonly<Record<string, unknown>>;

/** The same object with the text under secret-like names masked, at any depth. Its shape stays as it is. */
export function maskSecrets(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, masked(name, value)]),
  );
}

function masked(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(name, item));
  if (isObject(value)) return maskSecrets(value);
  return typeof value === "string" && SECRET_NAME.test(name) ? MASK : value;
}

/**
 * A JSON merge patch (RFC 7396) over settings that were shown masked: a mask that comes back stands for the text that it
 * hid. Where it hid none it is refused, for it is nobody's password.
 */
export function mergeMasked(kept: Settings, patch: Settings): Result<Settings, readonly Issue[]> {
  const issues: Issue[] = [];
  const merged = mergeObjects(kept, patch, { path: "settings", issues });
  return issues.length > 0 ? fail(issues) : ok(merged);
}

type Place = { readonly path: string; readonly issues: Issue[] };

function mergeObjects(kept: Settings, patch: Settings, { path, issues }: Place): Settings {
  const next = new Map(Object.entries(kept));
  for (const [name, now] of Object.entries(patch)) {
    const place = { path: `${path}.${name}`, issues };
    if (now === null) next.delete(name);
    else next.set(name, mergeValue(name, { now, was: next.get(name) }, place));
  }
  return Object.fromEntries(next);
}

function mergeValue(
  name: string,
  { now, was }: { readonly now: unknown; readonly was: unknown },
  place: Place,
): unknown {
  if (Array.isArray(now)) {
    const before: readonly unknown[] = Array.isArray(was) ? was : [];
    return now.map((item, index) => mergeValue(name, { now: item, was: before[index] }, place));
  }
  if (isObject(now)) return mergeObjects(isObject(was) ? was : {}, now, place);
  if (now !== MASK || !SECRET_NAME.test(name)) return now;
  if (typeof was === "string") return was;
  place.issues.push(issue(place.path, "is a mask; give the text itself"));
  return now;
}

function isObject(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
