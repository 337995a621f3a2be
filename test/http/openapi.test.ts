import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { beforeAll, describe, expect, it } from "vitest";
import { subscribableKeys } from "#src/core/catalog.ts";
import { dialects } from "#src/registry.ts";
import { describedApp } from "../../scripts/described-app.ts";
import { generateSchema } from "../../scripts/generate-sdk.ts";

type Operation = { readonly operationId?: string; readonly responses: object };
type Document = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks: Readonly<Record<string, unknown>>;
};

const app = describedApp();
let text = "";
let document: Document;

beforeAll(async () => {
  text = await (await app.request("/openapi.json")).text();
  document = JSON.parse(text);
});

describe("/openapi.json", () => {
  it("passes the linter", async () => {
    const config = await createConfig({
      extends: ["recommended"],
      // The licence is nobody's but ours.
      rules: { "security-defined": "error", "info-license": "off", "info-license-strict": "off" },
    });
    const problems = await lintFromString({ source: text, config });
    const errors = problems.filter(({ severity }) => severity === "error");
    const sentences = errors.map(
      ({ message, location }) => `${message} at ${location[0]?.pointer ?? "?"}`,
    );
    expect(sentences).toEqual([]);
  });

  it("names every operation once", () => {
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(ids).not.toContain(undefined);
    expect(ids.length).toBeGreaterThan(50);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("gives patterns that are regular expressions and nothing else", () => {
    const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)];
    expect(patterns.length).toBeGreaterThan(10);
    for (const [, pattern = ""] of patterns) {
      expect(() => new RegExp(JSON.parse(pattern), "u")).not.toThrow();
      expect(JSON.parse(pattern)).not.toMatch(/\/u$|\\p\{/i);
    }
  });

  it("has every event of every dialect among its webhooks", () => {
    const expected = [...dialects.keys()].flatMap((dialect) =>
      subscribableKeys(dialect).map((key) => `${dialect}.${key}`),
    );
    expect(Object.keys(document.webhooks).toSorted()).toEqual(expected.toSorted());
  });
});

describe("the client's types", () => {
  it("are those of the routes as they are now", async () => {
    const kept = readFileSync(new URL("../../sdk/src/schema.ts", import.meta.url), "utf8");
    expect(kept, "run `npm run sdk`").toBe(await generateSchema());
  });
});

describe("/docs", () => {
  it("is served with all that it loads, and loads nothing from elsewhere", async () => {
    const page = await app.request("/docs");
    const html = await page.text();
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
    expect(loaded.length).toBeGreaterThan(3);
    for (const path of loaded) {
      expect(path).toMatch(/^\/docs\//);
      expect((await app.request(path)).status).toBe(200);
    }
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("has no other files", async () => {
    for (const path of ["/docs/package.json", "/docs/..%2fpackage.json", "/docs/index.html"]) {
      expect((await app.request(path)).status).toBe(404);
    }
  });
});
