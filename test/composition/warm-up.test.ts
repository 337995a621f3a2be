import { describe, expect, it } from "vitest";
import { warmUp } from "#src/composition/warm-up.ts";
import { madeUpCallbacks } from "#src/composition/warm-up-callbacks.ts";
import { providers } from "#src/registry.ts";

describe("the callbacks of the warm-up", () => {
  it("are of every provider", () => {
    const warmed = new Set(madeUpCallbacks(0).map(({ provider }) => provider));
    expect([...providers.keys()].filter((id) => !warmed.has(id))).toEqual([]);
  });

  it.each(madeUpCallbacks(0))("say something that $provider understands", (callback) => {
    const receiver = providers
      .get(callback.provider)
      ?.open({ secrets: [callback.secret], settings: {} });
    const normalized = receiver?.normalize({
      method: "POST",
      url: "https://hooks.example.com/",
      headers: new Headers({ "content-type": callback.contentType }),
      body: callback.body,
      receivedAt: new Date(),
    });
    expect(normalized?.ok && normalized.value.facts.length).toBeGreaterThan(0);
  });
});

describe("the warm-up", () => {
  it("turns them into signed deliveries, once in a process", async () => {
    expect(await warmUp()).toBeGreaterThan(10);
    expect(await warmUp()).toBe(0);
  });
});
