import { describe, expect, it } from "vitest";
import { whatsappHandshake } from "#providers/whatsapp/handshake.ts";

const CONNECTION = { secrets: ["secret"], settings: { verifyToken: "señal de prueba" } };
const QUESTION = {
  "hub.mode": "subscribe",
  "hub.challenge": "1158201444",
  "hub.verify_token": "señal de prueba",
};

function ask(...parameters: [string, string][]) {
  return whatsappHandshake(new URLSearchParams(parameters), CONNECTION);
}

function without(name: string): [string, string][] {
  return Object.entries(QUESTION).filter(([key]) => key !== name);
}

describe("the handshake", () => {
  it("answers the connection's own token with the challenge as the whole body", () => {
    expect(ask(...Object.entries(QUESTION))).toEqual({
      status: 200,
      contentType: "text/plain",
      body: "1158201444",
    });
  });

  it.each(Object.keys(QUESTION))("does not answer without %s", (name) => {
    expect(ask(...without(name))).toBeNull();
  });

  it.each(Object.entries(QUESTION))("does not answer when %s is repeated", (name, value) => {
    expect(ask(...Object.entries(QUESTION), [name, value])).toBeNull();
  });

  it.each([
    ["another mode", "hub.mode", "unsubscribe"],
    ["another token", "hub.verify_token", "guess"],
    ["a token of equal length", "hub.verify_token", "señal de pruebA"],
    ["an empty token", "hub.verify_token", ""],
    ["an empty challenge", "hub.challenge", ""],
    ["a challenge of 257 characters", "hub.challenge", "1".repeat(257)],
  ])("does not answer %s", (_case, name, value) => {
    expect(ask(...without(name), [name, value])).toBeNull();
  });

  it("does not answer for a connection without a token", () => {
    const query = new URLSearchParams({ ...QUESTION, "hub.verify_token": "" });
    expect(whatsappHandshake(query, { secrets: ["secret"], settings: {} })).toBeNull();
  });
});
