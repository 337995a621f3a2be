import { describe, expect, it } from "vitest";
import { createByteBudget } from "#src/pipeline/byte-budget.ts";

/** Work that ends when it is told to, and what has been let in so far. */
function gate(budgetBytes: number) {
  const admit = createByteBudget(budgetBytes);
  const entered: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  function enter(name: string, bytes: number): Promise<string> {
    const end = Promise.withResolvers<void>();
    ends.set(name, end);
    return admit(bytes, async () => {
      entered.push(name);
      await end.promise;
      return name;
    });
  }
  return {
    enter,
    entered,
    end: (name: string) => ends.get(name)?.resolve(),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

/** Everything that can go on without a timer has gone on. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe("a byte budget", () => {
  it("lets in what fits and holds back the rest until there is room", async () => {
    const { enter, entered, end } = gate(100);
    const first = enter("a", 60);
    void enter("b", 40);
    const third = enter("c", 1);
    await settled();
    expect(entered).toEqual(["a", "b"]);
    end("a");
    expect(await first).toBe("a");
    await settled();
    expect(entered).toEqual(["a", "b", "c"]);
    end("c");
    await third;
  });

  it("lets in alone what is larger than the whole of it", async () => {
    const { enter, entered, end } = gate(100);
    void enter("huge", 250);
    void enter("small", 1);
    await settled();
    expect(entered).toEqual(["huge"]);
    end("huge");
    await settled();
    expect(entered).toEqual(["huge", "small"]);
  });

  it("keeps the order of arrival, so that small ones do not starve a large one", async () => {
    const { enter, entered, end } = gate(100);
    void enter("a", 80);
    void enter("large", 90);
    void enter("b", 10);
    await settled();
    expect(entered).toEqual(["a"]);
    end("a");
    await settled();
    expect(entered).toEqual(["a", "large", "b"]);
  });

  it("gets its bytes back from work that fails", async () => {
    const { enter, entered, fail } = gate(100);
    const failing = enter("a", 100);
    void enter("b", 100);
    await settled();
    fail("a");
    await expect(failing).rejects.toThrow("a");
    await settled();
    expect(entered).toEqual(["a", "b"]);
  });
});
