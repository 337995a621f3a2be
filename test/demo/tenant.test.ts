import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../demo/tenant.ts";

const SECRET = `whsec_${Buffer.alloc(24, 5).toString("base64")}`;
const BODY = '{"event":"tool.invoked"}';

let stack: AsyncDisposableStack;
let tenant: Tenant;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  tenant = await startTenant(SECRET, stack);
});
afterEach(() => stack.disposeAsync());

function genuineHeaders(): Record<string, string> {
  const at = new Date();
  const hmac = (text: string) => createHmac("sha256", SECRET).update(text);
  return {
    "webhook-id": "delivery-1",
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(SECRET).sign("delivery-1", at, BODY),
    "x-timestamp": at.toISOString(),
    "x-signature": hmac(`${at.toISOString()}.${BODY}`).digest("base64"),
    "x-supervisor-signature": `sha256=${hmac(BODY).digest("hex")}`,
  };
}

async function send(headers: Record<string, string>, body = BODY): Promise<number> {
  const response = await fetch(tenant.url, { method: "POST", headers, body });
  return response.status;
}

describe("the demo's tenant", () => {
  it("accepts a genuine delivery", async () => {
    expect(await send(genuineHeaders())).toBe(200);
    expect(tenant.received).toMatchObject([
      { id: "delivery-1", eventKey: "tool.invoked", failedChecks: [] },
    ]);
  });

  it.each(["x-signature", "x-supervisor-signature", "webhook-signature"])(
    "refuses a delivery without %s, or with another one",
    async (name) => {
      const { [name]: genuine = "", ...others } = genuineHeaders();
      const forged = genuine.slice(0, -3) + (genuine.endsWith("AA=") ? "BB=" : "AA=");
      expect(await send(others)).toBe(401);
      expect(await send({ ...others, [name]: forged })).toBe(401);
      expect(tenant.received.map(({ failedChecks }) => failedChecks)).toEqual([[name], [name]]);
    },
  );

  it("refuses a body that was changed", async () => {
    expect(await send(genuineHeaders(), '{"event":"tool.invoked","x":1}')).toBe(401);
    expect(tenant.received[0]?.failedChecks).toHaveLength(3);
  });
});
