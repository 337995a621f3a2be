import { isIP } from "node:net";
import { fail, ok, type Result } from "#src/core/result.ts";
import { compileRanges, parseAddress } from "#src/security/address-ranges.ts";

/** What may be called. Consulted when a URL is configured, and again for every address of every new connection. */
export type EgressPolicy = {
  readonly allowPrivateTargets: boolean;
  /** `address` is an IP address, as a resolver or a URL's host gives it. */
  allowsAddress(address: string): boolean;
};

/** Routable, and yet not the internet: cloud metadata and platform services. Never a tenant's endpoint. */
const isPlatformService = compileRanges([
  "168.63.129.16", // Azure
  "100.100.100.200", // Alibaba Cloud
  "fd00:ec2::/32", // AWS
  "fd20:ce::254", // Google Cloud
]);

/** What IANA has opened for global unicast; ipaddr.js calls the unassigned rest "unicast" too. */
const isGlobalIpv6 = compileRanges(["2000::/3"]);

/** What allowing private targets adds to the internet, in the words of ipaddr.js. */
const PRIVATE_RANGES = ["private", "loopback", "uniqueLocal", "carrierGradeNat"];

/**
 * Is it an address of the public internet? IPv4-mapped IPv6 is judged as IPv4; translated and tunnelled forms (NAT64,
 * 6to4, Teredo), documentation, benchmarking and reserved ranges are not public, nor is anything with a zone id.
 */
export function isPublicAddress(ip: string): boolean {
  const address = ip.includes("%") ? null : parseAddress(ip);
  if (address === null || address.range() !== "unicast" || isPlatformService(ip)) return false;
  return address.kind() === "ipv4" || isGlobalIpv6(ip);
}

/** `extraBlocked`: CIDRs or addresses refused whatever else is allowed, such as the gateway's own. Throws on a bad one. */
export function createEgressPolicy(options: {
  readonly allowPrivateTargets: boolean;
  readonly extraBlocked?: readonly string[];
}): EgressPolicy {
  const { allowPrivateTargets } = options;
  const isExtraBlocked = compileRanges(options.extraBlocked ?? []);
  return {
    allowPrivateTargets,
    allowsAddress: (ip) =>
      !isExtraBlocked(ip) && (isPublicAddress(ip) || (allowPrivateTargets && isPrivateAddress(ip))),
  };
}

/** Link-local addresses stay out: that is where clouds serve credentials. */
function isPrivateAddress(ip: string): boolean {
  const address = parseAddress(ip);
  return address !== null && PRIVATE_RANGES.includes(address.range()) && !isPlatformService(ip);
}

export type TargetRefusal =
  | "invalid_url"
  | "too_long"
  | "scheme"
  | "credentials"
  | "fragment"
  | "port"
  | "private_address";

const MAX_URL_LENGTH = 2048;
// URL parsers drop tabs and newlines anywhere, trim spaces, and read a backslash as a slash.
const AMBIGUOUS_CHARACTER = /[\p{Cc}\s\\]/u;
const LOCAL_NAME = /(^|\.)(localhost|localdomain|local|internal|home\.arpa)$/;

/** Ports of other protocols that a POST could be mistaken in: the "bad ports" of the WHATWG Fetch standard, and 0. */
const BAD_PORTS = new Set(
  [
    [0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101],
    [102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427],
    [465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990],
    [993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667],
    [6668, 6669, 6679, 6697, 10080],
  ].flat(),
);

/**
 * Checks a tenant's URL when it is configured: http(s) (https alone unless private targets are allowed), no
 * credentials, no fragment, 2,048 characters at most, and no host that is private by name or by address in any
 * spelling. Names are resolved and checked when they are called, not here.
 */
export function checkTargetUrl(url: string, policy: EgressPolicy): Result<URL, TargetRefusal> {
  if (url.length > MAX_URL_LENGTH)
    return fail("too_long", "the URL is longer than 2,048 characters");
  return parseTarget(url, policy);
}

/** The same check for a URL about to be called, which may have grown by a query. */
export function parseTarget(text: string, policy: EgressPolicy): Result<URL, TargetRefusal> {
  const url = URL.parse(text);
  if (url === null || AMBIGUOUS_CHARACTER.test(text)) {
    return fail("invalid_url", "not an absolute URL");
  }
  const refusal = refusalOfForm(text, url, policy) ?? refusalOfHost(url.hostname, policy);
  return refusal === null ? ok(url) : fail(refusal, DETAIL[refusal]);
}

const DETAIL: Record<TargetRefusal, string> = {
  invalid_url: "not an absolute URL",
  too_long: "the URL is too long",
  scheme: "only https:// URLs can be called",
  credentials: "the URL must not hold a user name or password",
  fragment: "the URL must not have a fragment",
  port: "this port belongs to another protocol",
  private_address: "the host is not on the public internet",
};

function refusalOfForm(text: string, url: URL, policy: EgressPolicy): TargetRefusal | null {
  const schemes = policy.allowPrivateTargets ? /^https?:\/\/[^/]/i : /^https:\/\/[^/]/i;
  if (!schemes.test(text)) return "scheme";
  if (url.username !== "" || url.password !== "" || /^[^/]*\/\/[^/?#]*@/.test(text)) {
    return "credentials";
  }
  if (text.includes("#")) return "fragment";
  return url.port !== "" && BAD_PORTS.has(Number(url.port)) ? "port" : null;
}

function refusalOfHost(hostname: string, policy: EgressPolicy): TargetRefusal | null {
  const host = hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.+$/, "");
  if (host === "") return "invalid_url";
  if (isIP(host) !== 0) return policy.allowsAddress(host) ? null : "private_address";
  const isLocal = LOCAL_NAME.test(host) || !host.includes(".");
  return isLocal && !policy.allowPrivateTargets ? "private_address" : null;
}
