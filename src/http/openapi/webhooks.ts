/** What a tenant receives: one event under one name in one dialect. */
export type SampleDelivery = {
  readonly dialect: string;
  readonly eventKey: string;
  readonly title: string;
  readonly description: string;
  readonly contentType: string;
  /** Names of the headers that the dialect sets. */
  readonly headers: readonly string[];
  /** The body, parsed. */
  readonly body: unknown;
};

const HEADER_TEXTS: Readonly<Record<string, string>> = {
  "webhook-id": "Id of the delivery: the same on every attempt.",
  "webhook-timestamp": "Time of the attempt, in Unix seconds.",
  "webhook-signature":
    "`v1,` and base64 of the HMAC-SHA256 of `id.timestamp.body`; `v1a,` for Ed25519.",
};

/** The `webhooks` section: each dialect's events by name, with a sample of each. */
export function webhooksOf(samples: readonly SampleDelivery[]): Readonly<Record<string, object>> {
  const byName = Map.groupBy(samples, ({ dialect, eventKey }) => `${dialect}.${eventKey}`);
  return Object.fromEntries(
    [...byName].map(([name, forms]) => [name, { post: operationOf(name, forms) }]),
  );
}

/** One name may stand for several events, which then differ in their bodies. */
function operationOf(name: string, forms: readonly SampleDelivery[]): object {
  const [first] = forms;
  if (first === undefined) throw new Error(`no sample of ${name}`);
  const schemas = forms.map(({ body }) => schemaOf(body));
  const examples = forms.map(({ title, body }) => [title, { summary: title, value: body }]);
  return {
    operationId: `receive_${name}`.replaceAll(/[^A-Za-z0-9]+/g, "_"),
    summary: `${first.title} (${first.dialect})`,
    description: forms.map(({ description }) => description).join("\n\n"),
    security: [],
    parameters: first.headers.map((header) => ({
      name: header,
      in: "header",
      required: true,
      ...(HEADER_TEXTS[header] && { description: HEADER_TEXTS[header] }),
      schema: { type: "string" },
    })),
    requestBody: {
      required: true,
      content: {
        [first.contentType]: {
          schema: schemas.length === 1 ? schemas[0] : { anyOf: schemas },
          examples: Object.fromEntries(examples),
        },
      },
    },
    responses: {
      "2XX": { description: "Received. Anything else counts as a failure." },
      "410": { description: "Gone: the webhook is switched off." },
    },
  };
}

/**
 * Fields and types as the sample has them. What is null there may hold anything, and what is not there may come:
 * receivers must let fields pass that they do not know.
 */
function schemaOf(sample: unknown): object {
  if (sample === null) return {};
  if (Array.isArray(sample)) {
    return { type: "array", items: sample.length === 0 ? {} : schemaOf(sample[0]) };
  }
  if (typeof sample === "object") {
    const entries = Object.entries(sample).map(([name, value]) => [name, schemaOf(value)]);
    return { type: "object", properties: Object.fromEntries(entries) };
  }
  if (typeof sample === "number") return { type: ["number", "null"] };
  return { type: [typeof sample, "null"] };
}
