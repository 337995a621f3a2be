/** A client of the 11Wire document, and what the document prints. */
import { expect } from "vitest";
import type { AppTenant, TestApp } from "./app.ts";

export type WireReply = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  readonly body: any;
};

export type WireRequest = {
  readonly as?: AppTenant;
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Sends requests with the one header that the document shows. */
export function wireClient(app: TestApp, whoever: () => AppTenant) {
  return async (
    request: string,
    { as = whoever(), body, headers = {} }: WireRequest = {},
  ): Promise<WireReply> => {
    const [method = "GET", path = "/"] = request.split(" ");
    const response = await fetch(`${app.url}/api/webhooks${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${as.headers["X-API-Key"]}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
  };
}

export const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The body of the document's request to create a webhook. */
export const CREATE = {
  name: "Marketing Platform",
  url: "https://marketing.example.com/webhooks/11wire",
  secret: "webhooksecret123",
  eventTypes: ["call.completed", "conversation.completed"],
  status: "active",
  headers: { "X-API-Key": "marketing-api-key-456" },
  retryConfig: { maxAttempts: 3, initialDelay: 60, maxDelay: 1800, backoffFactor: 2 },
  filters: { campaigns: ["campaign-789"], outcomes: ["lead_qualified"] },
  metadata: { owner: "marketing-team", priority: "medium" },
} as const;

/** The body of the document's request to update one. */
export const UPDATE = {
  name: "Marketing Platform - Updated",
  url: "https://new-marketing.example.com/webhooks/11wire",
  status: "active",
  eventTypes: ["call.created", "call.completed", "conversation.completed"],
  filters: {
    campaigns: ["campaign-789", "campaign-101"],
    outcomes: ["lead_qualified", "appointment_set"],
  },
} as const;

export const TEST = {
  eventType: "call.completed",
  testPayload: { callId: "test-call-123", duration: 120, outcome: "appointment_set" },
} as const;

/** What a refusal looks like, naming these fields. */
export function expectInvalid(reply: WireReply, ...fields: string[]): void {
  expect({ status: reply.status, body: reply.body }).toEqual({
    status: 400,
    body: {
      success: false,
      message: expect.stringMatching(/./),
      errors: expect.arrayContaining(
        fields.map((field) => ({ field, message: expect.stringMatching(/./) })),
      ),
    },
  });
}
