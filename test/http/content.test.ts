import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { answerContent, rangeOf } from "#src/http/content.ts";
import type { Content } from "#src/pipeline/media-contents.ts";

const BYTES = new TextEncoder().encode("0123456789");
const ETAG = `"${"ab".repeat(32)}"`;

describe("a range of ten bytes", () => {
  it.each<[string | undefined, ReturnType<typeof rangeOf>]>([
    [undefined, "whole"],
    ["bytes=0-3", { first: 0, last: 3 }],
    ["bytes=4-", { first: 4, last: 9 }],
    ["bytes=-3", { first: 7, last: 9 }],
    ["bytes=-30", { first: 0, last: 9 }],
    ["bytes=9-9", { first: 9, last: 9 }],
    ["bytes=5-500", { first: 5, last: 9 }],
    ["Bytes=0-0", { first: 0, last: 0 }],
    ["bytes=10-", "unsatisfiable"],
    ["bytes=10-12", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=3-2", "whole"],
    ["bytes=0-1,3-4", "whole"],
    ["bytes=-", "whole"],
    ["items=0-3", "whole"],
    ["bytes=a-b", "whole"],
    ["bytes=--1", "whole"],
    ["bytes=99999999999999999999-", "whole"],
  ])("%s is %j", (header, range) => {
    expect(rangeOf(header, 10)).toEqual(range);
  });

  it("of nothing cannot be satisfied", () => {
    expect(rangeOf("bytes=0-", 0)).toBe("unsatisfiable");
    expect(rangeOf("bytes=-1", 0)).toBe("unsatisfiable");
  });
});

function served(changes: Partial<Content> = {}) {
  const opened: [number, number][] = [];
  const app = new Hono().get("/", (c) =>
    answerContent(c, {
      contentType: "audio/mpeg",
      sizeBytes: BYTES.byteLength,
      sha256: new Uint8Array(32).fill(0xab),
      filename: "recording-1.mp3",
      open: async (first, last) => {
        opened.push([first, last]);
        return BYTES.subarray(first, last + 1);
      },
      ...changes,
    }),
  );
  return {
    opened,
    get: (headers: Record<string, string> = {}, method = "GET") =>
      app.request("/", { method, headers }),
  };
}

describe("content", () => {
  it("is served whole, described", async () => {
    const response = await served().get();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "accept-ranges": "bytes",
      "content-type": "audio/mpeg",
      "content-length": "10",
      "content-disposition": 'inline; filename="recording-1.mp3"',
      etag: ETAG,
      "x-content-type-options": "nosniff",
    });
    expect(await response.text()).toBe("0123456789");
  });

  it("is served in part", async () => {
    const response = await served().get({ Range: "bytes=2-4" });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 2-4/10");
    expect(response.headers.get("content-length")).toBe("3");
    expect(await response.text()).toBe("234");
  });

  it("says how much there is when a range lies outside", async () => {
    const response = await served().get({ Range: "bytes=10-" });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe("bytes */10");
    expect(await response.json()).toMatchObject({ code: "range-not-satisfiable" });
  });

  it.each([
    [ETAG, 206],
    ['"another"', 200],
    [`W/${ETAG}`, 200],
    ["Sun, 01 Mar 2026 12:00:00 GMT", 200],
  ])("answers a range that holds only if it is still %s with %i", async (ifRange, status) => {
    const response = await served().get({ Range: "bytes=0-0", "If-Range": ifRange });
    expect(response.status).toBe(status);
  });

  it.each([
    [ETAG, 304],
    [`W/${ETAG}`, 304],
    [`"another", ${ETAG}`, 304],
    ["*", 304],
    ['"another"', 200],
  ])("answers a client that has %s with %i", async (ifNoneMatch, status) => {
    const { get, opened } = served();
    const response = await get({ "If-None-Match": ifNoneMatch });
    expect(response.status).toBe(status);
    expect(opened).toHaveLength(status === 304 ? 0 : 1);
  });

  it("is not opened to answer HEAD, which ignores ranges", async () => {
    const { get, opened } = served();
    const response = await get({ Range: "bytes=0-1" }, "HEAD");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("10");
    expect(await response.text()).toBe("");
    expect(opened).toEqual([]);
  });

  it("whose file is gone says so", async () => {
    const response = await served({ open: async () => null }).get();
    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({ code: "gone" });
  });
});
