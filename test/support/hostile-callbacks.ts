/** Callbacks that nobody sends by accident: signed with the right key and wrong in themselves, or not signed right. */
import { createHmac, randomUUID } from "node:crypto";

export const SECRETS = {
  signalwire: "PSK_of-the-hostile-test",
  elevenlabs: "wsec_of-the-hostile-test",
  whatsapp: "app-secret-of-the-hostile-test",
} as const;
export type ProviderId = keyof typeof SECRETS;

/** Headers as the provider would send them with these bytes to this URL. */
export function signatureOf(
  provider: ProviderId,
  url: string,
  body: string | Uint8Array,
): string[] {
  const secret = SECRETS[provider];
  if (provider === "whatsapp") {
    return [
      `X-Hub-Signature-256: sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    ];
  }
  if (provider === "elevenlabs") {
    const time = Math.floor(Date.now() / 1000);
    const digest = createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
    return [`ElevenLabs-Signature: t=${time},v0=${digest}`];
  }
  const sign = (algorithm: "sha1" | "sha256") =>
    createHmac(algorithm, secret).update(url).update(body).digest("hex");
  return [
    `X-SignalWire-Signature: ${sign("sha1")}`,
    `X-Signalwire-SHA256-Signature: ${sign("sha256")}`,
  ];
}

export type SignedCase = {
  readonly provider: ProviderId;
  readonly what: string;
  readonly body: string | Uint8Array;
  readonly type?: string;
};

const FORM = "application/x-www-form-urlencoded";
const NUMBER_ID = "106540352242922";

export function whatsappMessages(messages: string): string {
  return `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
    "metadata":{"display_phone_number":"15550783881","phone_number_id":"${NUMBER_ID}"},"messages":[${messages}]}}]}]}`;
}

export function whatsappMessage(fields: string, id: string = randomUUID()): string {
  return whatsappMessages(`{"id":"wamid.${id}","timestamp":"1700000000","type":"text",${fields}}`);
}

function callState(fields: string): string {
  return `{"event_type":"calling.call.state","timestamp":1700000000.5,"project_id":"p","params":{${fields}}}`;
}

function report(data: string): string {
  return `{"type":"post_call_transcription","event_timestamp":1700000000,"data":{${data}}}`;
}

function toolCall(details: string): string {
  return report(`"agent_id":"a","conversation_id":"conv_${randomUUID()}","transcript":[{"role":"agent","tool_calls":
    [{"request_id":"r","tool_name":"t","params_as_json":"{","tool_has_been_called":true,"tool_details":${details}}]}]`);
}

const LONG = Array.from({ length: 250 }, () => randomUUID()).join("");
const DEEP = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
/** JSON texts to put where something else is expected. */
const VALUES = [
  ...[
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    `"${LONG}"`,
    '""',
    "1e999",
    "-1e308",
    "true",
    "null",
  ],
  ...[
    "[]",
    "{}",
    DEEP,
    '{"__proto__":1}',
    '{"toString":1,"constructor":null}',
    '"99999999999999999999"',
  ],
];

const ANY_BODY = ["", "{", "null", "[]", '"x"', "0", DEEP, "\ufeff{}", "a=1", "\u0000", "{}{}"];

/** Each must be acknowledged: the provider would send it for ever otherwise. */
export const SIGNED: readonly SignedCase[] = [
  ...(["signalwire", "elevenlabs", "whatsapp"] as const).flatMap((provider) =>
    ANY_BODY.map((body) => ({ provider, what: JSON.stringify(body).slice(0, 30), body })),
  ),
  ...VALUES.flatMap((value): SignedCase[] => {
    const what = value.slice(0, 30);
    const event = { provider: "whatsapp" } as const;
    return [
      {
        ...event,
        what: `from ${what}`,
        body: whatsappMessage(`"from":${value},"text":{"body":"x"}`),
      },
      {
        ...event,
        what: `user id ${what}`,
        body: whatsappMessage(`"from":"1","from_user_id":${value}`),
      },
      { ...event, what: `text ${what}`, body: whatsappMessage(`"from":"1650","text":${value}`) },
      { ...event, what: `message ${what}`, body: whatsappMessages(value) },
      {
        provider: "signalwire",
        what: `call id ${what}`,
        body: callState(`"call_id":${value},"call_state":"ended"`),
      },
      {
        provider: "signalwire",
        what: `numbers ${what}`,
        body: callState(`"call_id":"${randomUUID()}","call_state":"ended","end_reason":${value},
          "device":{"type":"phone","params":{"from_number":${value},"to_number":${value}}}`),
      },
      {
        provider: "elevenlabs",
        what: `ids ${what}`,
        body: report(`"agent_id":${value},"conversation_id":${value}`),
      },
      {
        provider: "elevenlabs",
        what: `tool ${what}`,
        body: toolCall(`{"headers":{"X-A":${value}},"body":${value}}`),
      },
    ];
  }),
  ...[
    ...[
      "CallSid=%00&CallStatus=completed",
      `CallSid=${LONG}&CallStatus=completed`,
      "&&&=&=",
      "%ff=%fe&%zz",
    ],
    ...[
      "CallStatus=completed",
      "CallSid=x&CallStatus=__proto__&From=%00&Timestamp=%00",
      "a=1&".repeat(100_000),
    ],
    ...["CallSid=y&CallStatus=completed&CallDuration=1e999&Timestamp=Thu%2C+99+Foo+99999"],
  ].map((body) => ({ provider: "signalwire", what: body.slice(0, 40), body, type: FORM }) as const),
];

const BODY = whatsappMessage('"from":"1650"', "never");

export type UnsignedCase = {
  readonly provider: ProviderId;
  readonly what: string;
  readonly headers: (url: string) => readonly string[];
};

/** `BODY` with headers that must not pass. */
export const UNSIGNED: readonly UnsignedCase[] = [
  ...(["signalwire", "elevenlabs", "whatsapp"] as const).flatMap((provider): UnsignedCase[] => [
    { provider, what: "nothing", headers: () => [] },
    { provider, what: "another body's", headers: (url) => signatureOf(provider, url, `${BODY} `) },
    {
      provider,
      what: "an empty one",
      headers: (url) => signatureOf(provider, url, BODY).map(emptied),
    },
    {
      provider,
      what: "upper case",
      headers: (url) => signatureOf(provider, url, BODY).map(raised),
    },
    {
      provider,
      what: "more digits",
      headers: (url) => signatureOf(provider, url, BODY).map((line) => `${line}00`),
    },
    {
      provider,
      what: "one digit less",
      headers: (url) => signatureOf(provider, url, BODY).map((line) => line.slice(0, -1)),
    },
    {
      provider,
      what: "given twice",
      headers: (url) => signatureOf(provider, url, BODY).flatMap((line) => [line, line]),
    },
    {
      provider,
      what: "nonsense",
      headers: (url) =>
        signatureOf(provider, url, BODY).map((line) => line.replace(/:.*/, ": 😀=;,==")),
    },
  ]),
  {
    provider: "signalwire",
    what: "another URL's",
    headers: (url) => signatureOf("signalwire", `${url}?a`, BODY),
  },
  {
    provider: "signalwire",
    what: "the URL's alone",
    headers: (url) => signatureOf("signalwire", url, ""),
  },
  {
    provider: "signalwire",
    what: "basic auth that nobody set",
    headers: () => ["Authorization: Basic dTpw"],
  },
  { provider: "elevenlabs", what: "from an hour ago", headers: () => elevenlabsAt(-3_600) },
  { provider: "elevenlabs", what: "from an hour ahead", headers: () => elevenlabsAt(3_600) },
  {
    provider: "elevenlabs",
    what: "without a time",
    headers: (url) =>
      signatureOf("elevenlabs", url, BODY).map((line) => line.replace(/t=\d+,/, "")),
  },
  {
    provider: "elevenlabs",
    what: "with two times",
    headers: (url) => signatureOf("elevenlabs", url, BODY).map((line) => `${line},t=1`),
  },
  {
    provider: "whatsapp",
    what: "SHA-1",
    headers: () => [
      `X-Hub-Signature: sha1=${createHmac("sha1", SECRETS.whatsapp).update(BODY).digest("hex")}`,
    ],
  },
];
export const UNSIGNED_BODY = BODY;

function emptied(line: string): string {
  return line.replace(/:.*/, ":");
}

function raised(line: string): string {
  const [name = "", value = ""] = line.split(": ");
  return `${name}: ${value.toUpperCase()}`;
}

function elevenlabsAt(seconds: number): readonly string[] {
  const time = Math.floor(Date.now() / 1000) + seconds;
  const digest = createHmac("sha256", SECRETS.elevenlabs).update(`${time}.${BODY}`).digest("hex");
  return [`ElevenLabs-Signature: t=${time},v0=${digest}`];
}
