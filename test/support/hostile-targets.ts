/** URLs and headers that tenants must not be able to configure, and odd ones that they may. */

/** Addresses that are not the public internet, in the spellings that URL parsers and resolvers understand. */
const PRIVATE_HOSTS = [
  ...["127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1"],
  ...["0177.0.0.1", "017700000001", "0x7f.0x0.0x0.0x1", "127.0.0.1.", "0", "0.0.0.0", "0x0"],
  ...[
    "10.0.0.1",
    "10.1",
    "0xa000001",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.257",
  ],
  ...[
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "169.254.1.1",
    "100.64.0.1",
    "100.127.255.255",
  ],
  ...["192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7"],
  ...["203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"],
  ...["168.63.129.16", "100.100.100.200"],
  ...[
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
  ],
  ...["[::ffff:10.0.0.1]", "[0:0:0:0:0:ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]"],
  ...["[2002:7f00:1::]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[2001:db8::1]", "[3fff::1]"],
  ...["[fe80::1]", "[febf::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[fd20:ce::254]"],
  ...["[ff02::1]", "[100::1]", "[4000::1]", "[5f00::1]", "[::1.2.3.4]"],
  ...["localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost.localdomain", "intranet"],
  ...[
    "printer.local",
    "metadata.google.internal",
    "db.internal.",
    "router.home.arpa",
    "kubernetes",
  ],
  // What full-width, circled and percent-encoded characters become in a URL parser.
  ...[
    "①②⑦.⓪.⓪.①",
    "１２７.０.０.１",
    "127。0。0。1",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "local\u00adhost",
    "%31%32%37.0.0.1",
  ],
  ...["%6c%6f%63alhost", "0x7f.%30.0.1"],
];

const REFUSED_URLS: readonly unknown[] = [
  ...["http://example.com/hook", "HTTP://example.com", "ftp://example.com", "ws://example.com"],
  ...["file:///etc/passwd", "javascript:alert(1)", "data:text/plain,hello", "gopher://example.com"],
  ...["blob:https://example.com/1", "about:blank", "mailto:a@example.com", "//example.com/hook"],
  ...["https:example.com", "https:/example.com", "https:///example.com", "https:\\\\example.com"],
  ...["https://example.com\\@127.0.0.1", "example.com", "/hook", "", " ", "https://", "https://?a"],
  ...["https://example.com:0/", "https://example.com:22/", "https://example.com:25/"],
  ...["https://example.com:6000/", "https://example.com:10080/", "https://example.com:65536/"],
  ...["https://example.com:-1/", "https://example.com:abc/", "https://example.com:٤٤٣/"],
  ...["https://user@example.com/", "https://user:pass@example.com/", "https://:@example.com/"],
  ...["https://@example.com/", "https://127.0.0.1@example.com/", "https://a%40b@example.com/"],
  ...["https://example.com#", "https://example.com/#fragment", "https://example.com/a#b#c"],
  ...[
    " https://example.com/",
    "https://example.com/ ",
    "https://exa mple.com/",
    "https://e.com/a b",
  ],
  ...["https://example.com/\n", "https://exam\nple.com/", "https://example.com/\r\nX-Evil: 1"],
  ...["https://example.com/\t", "\u0000https://example.com/", "https://example.com/\u0000"],
  ...["https://example.com/\u0085", "https://example.com/\u2028x", "https://exa\u200bmple .com/"],
  ...["https://[::1", "https://::1/", "https://[127.0.0.1]/", "https://[fe80::1%25eth0]/"],
  ...["https://999.1.1.1/", "https://1.2.3.4.5/", "https://0x1ffffffff/", "https://exa<mple.com/"],
  ...[
    "https://exa%00mple.com/",
    "https://example.com%2f@127.0.0.1/",
    "https://xn--/",
    "https://./",
  ],
  ...["https://\ud800.example.com/", "https://example.com/\ud800"],
  `https://example.com/${"a".repeat(2_048)}`,
  `https://${"a".repeat(100_000)}.example.com/`,
  ...[null, 1, true, [], {}, ["https://example.com/"], { toString: "https://example.com/" }],
];

export const REFUSED_TARGETS: readonly unknown[] = [
  ...PRIVATE_HOSTS.map((host) => `https://${host}/hook`),
  "https://127.0.0.1:8443/",
  "https://[::1]:8443/",
  ...REFUSED_URLS,
];

/** Odd, and somebody's endpoint. */
export const ALLOWED_TARGETS: readonly string[] = [
  "https://example.com",
  "HTTPS://EXAMPLE.COM/Hook",
  "https://example.com:8443/hook?a=1&b=%20&c=ü",
  "https://münchen.example.com/straße",
  "https://xn--mnchen-3ya.example.com/",
  "https://example.com/%2e%2e/%00/%ff",
  "https://example.com/'\"<script>",
  "https://93.184.215.14/",
  "https://0x5db8d70e/",
  "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
  "https://127.0.0.1.example.com/",
  "https://localhost.example.com/",
  `https://example.com/${"a".repeat(2_028)}`,
];

/** Each is refused, and the answer names `headers`. */
export const REFUSED_HEADERS: readonly unknown[] = [
  ...[
    { "X-A": "1\r\nX-Evil: 2" },
    { "X-A\r\nX-Evil": "1" },
    { "X-A": "a\nb" },
    { "X-A": "\u0000" },
  ],
  ...[{ "X-A": "naïve" }, { "X-A": "😀" }, { "X-A": "\u007f" }, { "X-Ä": "1" }, { "": "1" }],
  ...[{ "X A": "1" }, { "X:A": "1" }, { "X-A ": "1" }, { " X-A": "1" }, { "X-A\u0000": "1" }],
  ...[{ "X-A": "1", "x-a": "2" }, { "X-A": 1 }, { "X-A": null }, { "X-A": ["1"] }, { "X-A": {} }],
  ...[
    { Authorization: "Bearer x" },
    { AUTHORIZATION: "x" },
    { Cookie: "a=1" },
    { Host: "127.0.0.1" },
  ],
  ...[
    { "Proxy-Authorization": "x" },
    { "Content-Length": "0" },
    { "Transfer-Encoding": "chunked" },
  ],
  ...[{ Connection: "close" }, { "Keep-Alive": "1" }, { TE: "trailers" }, { Trailer: "X" }],
  ...[{ Upgrade: "h2c" }, { Expect: "100-continue" }, { "Content-Type": "text/html" }],
  ...[{ "Content-Encoding": "gzip" }, { "HTTP2-Settings": "AAAA" }, { "User-Agent": "x" }],
  ...[{ "webhook-id": "x" }, { "Webhook-Signature": "x" }, { "WEBHOOK-ANYTHING": "x" }],
  ...[{ "x-signature": "x" }, { "X-Timestamp": "x" }, { "X-Supervisor-Signature": "x" }],
  ...[{ "X-Switchhook-Attempt": "9" }, { "x-switchhook-new": "9" }, { traceparent: "x" }],
  ...[{ "X-A": "a".repeat(4_097) }, { ["x".repeat(129)]: "1" }, [], "X-A: 1", 7, [["X-A", "1"]]],
  Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`x-${index}`, "1"])),
];
