/** Bodies, ids and list queries of the tenant API that are wrong, each with the answer it must get. */

const OURS = "01890000-0000-7000-8000-000000000001";

/** Not an id of anything: 404 wherever an id belongs. */
export const STRANGE_IDS: readonly string[] = [
  ...["1", "0", "-1", "null", "undefined", "NaN", "%00", "%0a", "%0d%0aX-Evil:1", "%20", "+", "*"],
  ...[
    "__proto__",
    "constructor",
    "%5B%5D",
    "%7B%7D",
    "..%2f..%2fadmin",
    "%2e%2e",
    "a%2Fb",
    "%ff%fe",
  ],
  ...[
    "%ed%a0%80",
    "%F0%9F%98%80",
    "%zz",
    "%",
    "'%20or%201=1--",
    "$1",
    "wh_",
    "wh_x",
    "sub_x",
    "evt_!",
  ],
  ...["wh_8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "wh_01J8XW1N9P2Q3R4S5T6U", "WH_01J8XW1N9P2Q3R4S5T6UVWXYZ0"],
  ...[`${OURS}%00`, `{${OURS}}`, `urn:uuid:${OURS}`, OURS.replaceAll("-", ""), `${OURS} `.trim()],
  "a".repeat(8_000),
];

/** Query of a list, and the parameter that the answer must name; null where it must be answered. */
export const LISTS: readonly (readonly [query: string, names: string | null])[] = [
  ...[
    "page=0",
    "page=-1",
    "page=1.5",
    "page=1e3",
    "page=0x1",
    "page=a",
    "page=%00",
    "page=%D9%A3",
  ].map((query) => [query, "page"] as const),
  ["page=99999999999999999999", "page"],
  ["page=1&page=2", "page"],
  ["filter=eq(isActive,true)&filter=eq(isActive,false)", "filter"],
  ["page=10000000&limit=100", "page"],
  ...["limit=0", "limit=101", "limit=-5", "limit=1e1", "limit=%F0%9F%98%80", "limit=true"].map(
    (query) => [query, "limit"] as const,
  ),
  ...[
    "sort=secret",
    "sort=secret_sealed",
    "sort=createdAt;drop",
    "sort=-",
    "sort=,",
    "sort=+id",
  ].map((query) => [query, "sort"] as const),
  ...["sort=__proto__", "sort=constructor", "sort=--createdAt", "sort=createdAt,createdAt"].map(
    (query) => [query, "sort"] as const,
  ),
  [`sort=${"createdAt,".repeat(500)}`, "sort"],
  ["sort=%00", "sort"],
  ...[
    ...["x", "(", ")", "eq", "eq(", "eq()", "eq(id)", "eq(id,)", "eq(,)", "eq(id,1", "eq(id,1))"],
    ...["and()", "or()", "not()", "not(eq(id,1),eq(id,2))", "and(eq(isActive,true),)", "in(id)"],
    ...["eq(secret,1)", "eq(workspaceId,1)", "eq(w.id,1)", "eq(__proto__,1)", "eq(constructor,1)"],
    ...[
      "toString()",
      "hasOwnProperty(id,1)",
      "eq(id,'x')",
      "eq(id,1)--",
      "eq(id,1);drop table webhooks",
    ],
    ...['eq(url,"a") or 1=1', 'eq(url,"a', 'eq(url,"\\")', 'eq(url,"\\x41")', 'eq(url,"\\u00")'],
    ...['eq(url,"\\u0000")', 'eq(url,"\\ud800")', 'eq(url,"\u0000")', "eq(url,1)", "eq(url,true)"],
    ...['eq(isActive,"true")', "eq(isActive,1)", "gt(isActive,true)", "like(isActive,true)"],
    ...[
      "eq(createdAt,1)",
      'eq(createdAt,"yesterday")',
      'gt(createdAt,"2025-99-99")',
      "gt(url,null)",
    ],
    ...['eq(createdAt,"infinity")', 'eq(createdAt,"+010000-01-01T00:00:00Z")', 'like(url,"\\\\")'],
    ...[
      "like(url,1)",
      'eq(method,"TRACE")',
      "eq(agentId,1)",
      'eq(id,"x")',
      "eq(id,1e999)",
      "eq(id,-)",
    ],
    ...[
      "eq(id,01)",
      "eq(id,0x1)",
      "eq(id,NaN)",
      "EQ(id,1)",
      "eq[id,1]",
      "😀",
      "eq(😀,1)",
      "eq(id,😀)",
    ],
    ...[`${"not(".repeat(17)}eq(isActive,true)${")".repeat(17)}`, "(".repeat(2_000)],
    ...[`in(url,${'"a",'.repeat(101)}"b")`, `eq(url,"${"a".repeat(2_048)}")`, "not(".repeat(500)],
  ].map((filter) => [`filter=${encodeURIComponent(filter.toWellFormed())}`, "filter"] as const),
  ...[
    ...['like(url,"%\'; drop table webhooks; --%")', 'eq(url,"\\"")', 'like(url,"%_%\\\\\\\\")'],
    ...['eq(description,"\\uD83D\\uDE00")', "ne(agentId,null)", "in(agentId,null)", "eq(url,null)"],
    ...[
      `in(url,${'"a",'.repeat(98)}"b")`,
      `${"not(".repeat(15)}eq(isActive,true)${")".repeat(15)}`,
    ],
    ...[" and ( eq ( isActive , true ) ) ", 'eq(createdAt,"2025-08-19")', "eq(agentId,null)"],
    ...['gt(url,"\u{10ffff}")', 'like(url,"%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%a")'],
  ].map((filter) => [`filter=${encodeURIComponent(filter)}`, null] as const),
  ...["page=&limit=&sort=&filter=", "unknown=1", "%ff=%fe", "&&&==", "filter"].map(
    (query) => [query, null] as const,
  ),
];

const DEEP = 100_000;
const url = "https://example.com/";

export type BodyCase = {
  readonly what: string;
  readonly body: string | Uint8Array;
  readonly status: number;
  /** Content type; JSON unless given, none where null. */
  readonly type?: string | null;
  /** What the answer must name. */
  readonly names?: string;
};

function bad(what: string, body: string | Uint8Array, names?: string): BodyCase {
  return { what, body, status: 400, ...(names !== undefined && { names }) };
}

function typed(type: string | null, status: number): BodyCase {
  return { what: `content type ${type}`, body: JSON.stringify({ url }), status, type };
}

/** Bodies of `POST /v1/webhooks`. */
export const BODIES: readonly BodyCase[] = [
  ...[
    "",
    " ",
    "{",
    "}",
    "{]",
    "nul",
    "'",
    '{"url":}',
    "{url:1}",
    '{"url":"x",}',
    "NaN",
    "undefined",
  ].map((body) => bad(`malformed ${JSON.stringify(body)}`, body)),
  ...["null", "true", "0", '""', "[]", '["url"]', "{}", `[{"url":"${url}"}]`].map((body) =>
    bad(`not the object that is wanted: ${body}`, body),
  ),
  bad(
    "bytes that are not UTF-8",
    Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  ),
  bad("UTF-16", Buffer.from(JSON.stringify({ url }), "utf16le")),
  bad(
    "an encoded surrogate",
    Buffer.concat([Buffer.from('{"url":"'), Buffer.from("eda080", "hex"), Buffer.from('"}')]),
  ),
  bad("half of a surrogate pair", `{"url":"${url}","description":"\\ud800"}`, "description"),
  bad("a NUL", `{"url":"${url}","description":"a\\u0000b"}`, "description"),
  bad("a NUL in a name", `{"url":"${url}","headers":{"a\\u0000":"b"}}`, "headers"),
  bad("__proto__", `{"url":"${url}","__proto__":{"isActive":false}}`, "__proto__"),
  bad("__proto__ within", `{"url":"${url}","headers":{"__proto__":"x"}}`, "headers"),
  bad("deep lists", `{"url":"${url}","x":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`),
  bad("deep objects", `{"url":"${url}","x":${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}}`),
  bad("a list that is never closed", "[".repeat(DEEP)),
  ...["1", '"yes"', "null", "[]", "1e400", "{}"].map((value) =>
    bad(`isActive ${value}`, `{"url":"${url}","isActive":${value}}`, "isActive"),
  ),
  ...['"PUT"', '"get"', "1", "null", '"POST "', "[]"].map((value) =>
    bad(`method ${value}`, `{"url":"${url}","method":${value}}`, "method"),
  ),
  ...['"x"', "1", '"00000000-0000-0000-0000-000000000000"', "{}", `"${OURS}"`].map((value) =>
    bad(`agentId ${value}`, `{"url":"${url}","agentId":${value}}`, "agentId"),
  ),
  ...['"short"', "1", '""', `"${"a".repeat(257)}"`, '"sixteen letters\\n!"', "[]"].map((value) =>
    bad(`secret ${value.slice(0, 20)}`, `{"url":"${url}","secret":${value}}`, "secret"),
  ),
  ...["0", "-1", "121", "1e309", '"5"', "0.5"].map((value) =>
    bad(`timeoutSeconds ${value}`, `{"url":"${url}","timeoutSeconds":${value}}`, "timeoutSeconds"),
  ),
  ...[
    '"x"',
    "{}",
    '{"maxAttempts":0}',
    '{"maxAttempts":1e9,"initialDelay":1,"maxDelay":1,"backoffFactor":1}',
  ].map((value) =>
    bad(`retryPolicy ${value}`, `{"url":"${url}","retryPolicy":${value}}`, "retryPolicy"),
  ),
  ...['"nobody"', '"__proto__"', '"constructor"', "1", '""'].map((value) =>
    bad(`dialect ${value}`, `{"url":"${url}","dialect":${value}}`, "dialect"),
  ),
  bad(
    "a description of 501 characters",
    `{"url":"${url}","description":"${"d".repeat(501)}"}`,
    "description",
  ),
  ...[
    null,
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "application/jsonx",
    "json",
  ].map((type) => typed(type, 415)),
  ...["application/json; charset=utf-16", "application/json; charset=latin1", "\u00ff"].map(
    (type) => typed(type, 415),
  ),
  typed("Application/JSON; Charset=UTF-8", 201),
  typed("application/vnd.api+json", 201),
  {
    what: "more than 1 MiB",
    body: `{"url":"${url}","x":"${"a".repeat(1024 * 1024)}"}`,
    status: 413,
  },
  {
    what: "unknown fields",
    body: `{"url":"${url}","id":"x","workspaceId":"${OURS}"}`,
    status: 201,
  },
  { what: "a name given twice", body: `{"url":"ftp://x","url":"${url}"}`, status: 201 },
];
