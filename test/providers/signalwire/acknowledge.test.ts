import { describe, expect, it } from "vitest";
import { signalwire } from "#providers/signalwire/index.ts";
import { inbound, JSON_TYPE, normalized } from "./support.ts";

const { acknowledge } = signalwire.open({ secrets: [], settings: {} });

function answerTo(value: unknown, duplicate = false) {
  const { type } = normalized(inbound({ headers: JSON_TYPE, body: JSON.stringify(value) }));
  const reply = acknowledge({ duplicate, type });
  return { ...reply, body: JSON.parse(reply.body) };
}

describe("acknowledgements", () => {
  it.each([["call.completed"], ["post_conversation"], ["calling.call.state"], ["unknown"], [null]])(
    "of %s are as the 11Wire document shows",
    (type) => {
      expect(acknowledge({ duplicate: false, type })).toEqual({
        status: 200,
        contentType: "application/json",
        body: '{"success":true,"message":"Webhook received and processed"}',
      });
    },
  );

  it.each([
    ["a tool call", { content_type: "text/swaig", function: "f", argument: {} }, /web_hook_url/],
    [
      "a Bedrock tool call",
      { action: "fetch_conversation", content_disposition: "agent.function", function: "f" },
      /web_hook_url/,
    ],
    ["a signature request", { action: "get_signature", functions: [] }, /SWAIG\.includes/],
    ["a call's document", { call: { call_id: "c" } }, /script URL.*call_state_url/],
    ["a message's document", { message: { message_id: "m" } }, /messaging script URL/],
    ["a stored conversation", { action: "fetch_conversation" }, /save_conversation/],
  ])("of a request for %s say that it was recorded and what to set", (_, value, setting) => {
    const { status, contentType, body } = answerTo(value);
    expect([status, contentType]).toEqual([200, "application/json"]);
    expect(Object.keys(body)).toEqual(["success", "message"]);
    expect(body.success).toBe(true);
    expect(body.message).toMatch(/^Callback recorded, not answered\./);
    expect(body.message).toMatch(setting);
  });

  it("say when a callback was seen before", () => {
    expect(answerTo({ call: {} }, true).body).toMatchObject({ duplicate: true });
    expect(answerTo({ status: "x" }, true).body).toEqual({
      success: true,
      message: "Webhook received and processed",
      duplicate: true,
    });
  });
});
