export type Credentials = { readonly username: string; readonly password: string };

type UrlParts = {
  readonly scheme: string;
  readonly userInfo: string;
  readonly host: string;
  /** With its colon; empty where there is none. */
  readonly port: string;
  /** Path, query and fragment, untouched. */
  readonly tail: string;
};

/**
 * The spellings of a URL that SignalWire may have signed, the one received first: with and without the port,
 * the credentials and the fragment, with the host in lower case, with a slash after a bare origin, with
 * apostrophes in the query plain or escaped (twilio-node#1059). Everything else stays as it is: a URL parser
 * would rewrite characters that were signed raw.
 */
export function* signedUrls(url: string, credentials: Credentials | null): Generator<string> {
  // Nearly always it is the one, and the others need not be thought of.
  yield url;
  const parts = split(url);
  if (parts === null) return;
  const prefixes = userInfos(parts, credentials).map((userInfo) => parts.scheme + userInfo);
  const authorities = hostsWithPorts(parts);
  for (const tail of tails(parts.tail)) {
    for (const prefix of prefixes) {
      for (const authority of authorities) {
        const spelling = prefix + authority + tail;
        if (spelling !== url) yield spelling;
      }
    }
  }
}

/** The raw query of a URL, without its question mark; empty where there is none. */
export function queryOf(url: string): string {
  const [beforeFragment = ""] = url.split("#", 1);
  const start = beforeFragment.indexOf("?");
  return start === -1 ? "" : beforeFragment.slice(start + 1);
}

function split(url: string): UrlParts | null {
  const match = /^(https?:\/\/)([^/?#]*)(.*)$/is.exec(url);
  if (match === null) return null;
  const [, scheme = "", authority = "", tail = ""] = match;
  const hostStart = authority.lastIndexOf("@") + 1;
  const address = authority.slice(hostStart);
  // Inside the brackets of an IPv6 address a colon starts no port.
  const colon = address.indexOf(":", address.lastIndexOf("]") + 1);
  const host = colon === -1 ? address : address.slice(0, colon);
  return {
    scheme,
    userInfo: authority.slice(0, hostStart),
    host,
    port: address.slice(host.length),
    tail,
  };
}

function hostsWithPorts({ scheme, host, port }: UrlParts): readonly string[] {
  const standard = scheme.toLowerCase() === "https://" ? ":443" : ":80";
  const ports = port === "" ? ["", standard] : [port, ""];
  return distinct([host, host.toLowerCase()]).flatMap((name) => ports.map((end) => name + end));
}

function userInfos({ userInfo }: UrlParts, credentials: Credentials | null): readonly string[] {
  if (credentials === null) return distinct([userInfo, ""]);
  const { username, password } = credentials;
  const escaped = `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  return distinct([userInfo, "", `${username}:${password}@`, escaped]);
}

function tails(tail: string): readonly string[] {
  const [withoutFragment = ""] = tail.split("#", 1);
  const rooted = [tail, withoutFragment].flatMap((text) =>
    text.startsWith("/") ? [text] : [text, `/${text}`],
  );
  return distinct(rooted.flatMap(withApostrophes));
}

function withApostrophes(tail: string): readonly string[] {
  const start = tail.indexOf("?");
  if (start === -1) return [tail];
  const [path, query] = [tail.slice(0, start), tail.slice(start)];
  return [tail, path + query.replaceAll("'", "%27"), path + query.replaceAll("%27", "'")];
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
