import { readdirSync, readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import {
  type CanonicalEvent,
  EVENT_TYPES,
  eventKeys,
  subscribableKeys,
} from "#src/core/catalog.ts";
import type { RenderContext } from "#src/dialect.ts";
import { dialects } from "#src/registry.ts";

type Golden = {
  readonly event: CanonicalEvent;
  readonly deliveryId: string;
  readonly eventKey: string;
  readonly agent?: RenderContext["agent"];
  readonly secret: string;
  /** Time of the attempt, ISO 8601. */
  readonly at: string;
  readonly expected: {
    /** The exact text. */
    readonly body: string;
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string>>;
  };
};

const ROOT = new URL("../../fixtures/dialects/", import.meta.url);
const OWNER = {
  id: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: null,
  occurredAt: "2025-01-18T10:30:00.000Z",
};
const DELIVERY_ID = "0194790c-9c00-7d10-a1b2-c3d4e5f60718";

function goldensOf(dialect: string): [string, Golden][] {
  const folder = new URL(`${dialect}/`, ROOT);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8"))]);
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** What this dialect can be asked to render: each canonical event under each of its names. */
function formsOf(dialect: Golden["eventKey"] & Parameters<typeof eventKeys>[1]): string[] {
  return EVENT_TYPES.flatMap((type) =>
    eventKeys(exampleEvent(type, OWNER), dialect).map((key) => `${type} as ${key}`),
  );
}

it("has golden files for every dialect, and for nothing else", () => {
  expect(readdirSync(ROOT).toSorted()).toEqual([...dialects.keys()].toSorted());
});

describe.each([...dialects.values()])("dialect $id", (dialect) => {
  const goldens = goldensOf(dialect.id);

  it("has a golden file for every key that can be subscribed to", () => {
    const covered = new Set(goldens.map(([, { eventKey }]) => eventKey));
    expect(subscribableKeys(dialect.id).filter((key) => !covered.has(key))).toEqual([]);
  });

  it("has a golden file for every canonical event under each of its names", () => {
    const covered = new Set(
      goldens.map(([, { event, eventKey }]) => `${event.type} as ${eventKey}`),
    );
    expect(formsOf(dialect.id).filter((form) => !covered.has(form))).toEqual([]);
  });

  it.each(goldens)("%s is named after its key", (name, { eventKey }) => {
    expect(name === `${eventKey}.json` || name.startsWith(`${eventKey}.`)).toBe(true);
  });

  it.each(goldens)("%s renders to exactly the body", (_name, golden) => {
    const { deliveryId, eventKey, agent = null } = golden;
    expect(dialect.render(golden.event, { deliveryId, eventKey, agent })).toBe(
      golden.expected.body,
    );
  });

  it.each(goldens)("%s is signed with exactly the headers", (_name, golden) => {
    const signed = dialect.sign(golden.expected.body, {
      secret: golden.secret,
      previousSecret: null,
      signingKey: null,
      messageId: golden.deliveryId,
      eventKey: golden.eventKey,
      at: new Date(golden.at),
    });
    expect(lowerCased(signed)).toEqual(golden.expected.headers);
  });

  it.each(EVENT_TYPES.map((type) => exampleEvent(type, OWNER)))(
    "renders the example of $type",
    (event) => {
      for (const eventKey of eventKeys(event, dialect.id)) {
        const body = dialect.render(event, { deliveryId: DELIVERY_ID, eventKey, agent: null });
        expect(JSON.parse(body)).toBeTypeOf("object");
      }
    },
  );

  it.each(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a plain secret, ñ and all"])(
    "is accepted by the standardwebhooks package with the secret %s",
    (secret) => {
      const verifier = secret.startsWith("whsec_")
        ? new Webhook(secret)
        : new Webhook(new TextEncoder().encode(secret), { format: "raw" });
      const headers = dialect.sign('{"é":1}', {
        secret,
        previousSecret: null,
        signingKey: null,
        messageId: DELIVERY_ID,
        eventKey: "call.callEnded",
        at: new Date(),
      });

      expect(verifier.verify('{"é":1}', headers)).toEqual({ é: 1 });
      expect(() => verifier.verify('{"é":2}', headers)).toThrow();
    },
  );

  it("sets only headers that tenants may not set themselves", () => {
    const headers = dialect.sign("{}", {
      secret: "0123456789abcdef",
      previousSecret: null,
      signingKey: null,
      messageId: DELIVERY_ID,
      eventKey: "call.callEnded",
      at: new Date(OWNER.occurredAt),
    });
    const own = Object.keys(lowerCased(headers)).filter((name) => !name.startsWith("webhook-"));
    expect(own.toSorted()).toEqual([...dialect.ownHeaders].toSorted());
  });
});
