import { describe, expect, it } from "vitest";
import { maskSecrets, mergeMasked } from "#src/pipeline/mask-secrets.ts";

const KEPT = {
  verifyToken: "v3rify",
  basicAuth: { username: "sw", password: "hunter2" },
  signingKeys: ["first", "second"],
  windowSeconds: 5,
};
const MASK = "********";

describe("settings merged with what was shown of them", () => {
  it.each<[string, object, object]>([
    ["stay as they are without a change", {}, KEPT],
    ["stay as they are when all of it comes back", maskSecrets(KEPT), KEPT],
    ["lose what becomes null", { verifyToken: null, missing: null }, { verifyToken: undefined }],
    ["take new values", { windowSeconds: 9 }, { windowSeconds: 9 }],
    [
      "change within objects",
      { basicAuth: { username: "other" } },
      { basicAuth: { username: "other", password: "hunter2" } },
    ],
    [
      "replace lists, and keep their masked items in place",
      { signingKeys: [MASK, "new", "third"] },
      { signingKeys: ["first", "new", "third"] },
    ],
    ["take a mask for text where nothing is masked", { note: MASK }, { note: MASK }],
    ["drop nulls within what is new (RFC 7396)", { extra: { a: null, b: 1 } }, { extra: { b: 1 } }],
  ])("%s", (_case, patch, change) => {
    const merged = mergeMasked(KEPT, patch as Record<string, unknown>);
    const expected = Object.entries({ ...KEPT, ...change }).filter(
      ([, value]) => value !== undefined,
    );
    expect(merged).toMatchObject({ ok: true });
    expect(merged.ok && merged.value).toEqual(Object.fromEntries(expected));
  });

  it.each<[string, object, string]>([
    ["at the top", { apiToken: MASK }, "settings.apiToken"],
    ["within an object", { proxy: { password: MASK } }, "settings.proxy.password"],
    ["behind the end of a list", { signingKeys: ["a", "b", MASK] }, "settings.signingKeys"],
    ["in place of an object", { constructor: { key: MASK } }, "settings.constructor.key"],
  ])("refuse a mask that hides nothing, %s", (_where, patch, path) => {
    const merged = mergeMasked(KEPT, patch as Record<string, unknown>);
    expect(merged).toMatchObject({ ok: false, reason: [{ path }] });
  });
});
