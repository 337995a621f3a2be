import { describe, expect, it } from "vitest";
import { checkTargetUrl, createEgressPolicy, isPublicAddress } from "#src/outbound/egress.ts";

const PUBLIC_ONLY = createEgressPolicy({ allowPrivateTargets: false });
const PRIVATE_TOO = createEgressPolicy({ allowPrivateTargets: true });

const NOT_PUBLIC = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "100.64.0.1",
  "100.100.100.200",
  "127.0.0.1",
  "127.255.255.254",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::ffff:10.0.0.1",
  "::ffff:0:127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::169.254.169.254",
  "64:ff9b:1::7f00:1",
  "100::1",
  "2001::1",
  "2001:0:7f00:1::",
  "2001:2::1",
  "2001:10::1",
  "2001:20::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "2002:a9fe:a9fe::1",
  "3fff::1",
  "4000::1",
  "5f00::1",
  "fc00::1",
  "fd00:ec2::254",
  "fd20:ce::254",
  "fe80::1",
  "fe80::1%eth0",
  "2606:4700::1111%eth0",
  "fec0::1",
  "ff02::1",
];

describe("isPublicAddress", () => {
  it.each(NOT_PUBLIC)("refuses %s", (ip) => {
    expect(isPublicAddress(ip)).toBe(false);
  });

  it.each(["", "localhost", "1", "0x7f.1", "0177.0.0.1", "127.1", "1.2.3", "1.2.3.4:80", "[::1]"])(
    "refuses %j, which is no address",
    (text) => {
      expect(isPublicAddress(text)).toBe(false);
    },
  );

  it.each([
    "1.1.1.1",
    "8.8.8.8",
    "172.15.0.1",
    "172.32.0.1",
    "100.128.0.1",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001::200e",
    "::ffff:8.8.8.8",
  ])("allows %s", (ip) => {
    expect(isPublicAddress(ip)).toBe(true);
  });
});

describe("the policy with private targets", () => {
  it.each(["127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "fd00::1", "100.64.0.1", "1.1.1.1"])(
    "allows %s",
    (ip) => {
      expect(PRIVATE_TOO.allowsAddress(ip)).toBe(true);
    },
  );

  it.each([
    "169.254.169.254",
    "fe80::1",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
  ])("still refuses %s", (ip) => {
    expect(PRIVATE_TOO.allowsAddress(ip)).toBe(false);
  });

  it("refuses what the operator blocks, in every spelling", () => {
    const policy = createEgressPolicy({
      allowPrivateTargets: true,
      extraBlocked: ["10.9.0.0/16", "1.1.1.1"],
    });
    expect(policy.allowsAddress("10.9.8.7")).toBe(false);
    expect(policy.allowsAddress("::ffff:10.9.8.7")).toBe(false);
    expect(policy.allowsAddress("1.1.1.1")).toBe(false);
    expect(policy.allowsAddress("10.8.8.7")).toBe(true);
  });

  it("names a range that it cannot read", () => {
    const create = () =>
      createEgressPolicy({ allowPrivateTargets: true, extraBlocked: ["10.0/8"] });
    expect(create).toThrow('"10.0/8"');
  });
});

function refusal(url: string, policy = PUBLIC_ONLY): string {
  const checked = checkTargetUrl(url, policy);
  return checked.ok ? checked.value.href : checked.reason;
}

describe("checkTargetUrl", () => {
  it.each([
    "https://127.0.0.1/",
    "https://127.0.0.1./",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://127.0.0.1:8443/x",
    "https://%31%32%37.0.0.1/",
    "https://１２７.0.0.1/",
    "https://127。0。0。1/",
    "https://①②⑦.0.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001::1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://a.localhost/",
    "https://metadata.google.internal/",
    "https://printer.local/",
    "https://printer.local./",
    "https://router.home.arpa/",
    "https://db.localdomain/",
    "https://metadata/",
  ])("refuses the private host of %s", (url) => {
    expect(refusal(url)).toBe("private_address");
  });

  it.each([
    ["", "invalid_url"],
    ["hook", "invalid_url"],
    ["//example.com/", "invalid_url"],
    ["https://", "invalid_url"],
    ["https://[fe80::1%25eth0]/", "invalid_url"],
    ["https://exa mple.com/", "invalid_url"],
    ["https://example.com/a\nb", "invalid_url"],
    ["https://exam\tple.com/", "invalid_url"],
    [" https://example.com/", "invalid_url"],
    ["https://example.com/\u0000", "invalid_url"],
    ["https:\\\\example.com/", "invalid_url"],
    ["https://example.com\\@127.0.0.1/", "invalid_url"],
    ["https://256.256.256.256/", "invalid_url"],
    ["http://example.com/", "scheme"],
    ["javascript:alert(1)", "scheme"],
    ["javascript://example.com/%0aalert(1)", "scheme"],
    ["ftp://example.com/", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["gopher://example.com/", "scheme"],
    ["data:text/plain,x", "scheme"],
    ["https:example.com/", "scheme"],
    ["https:///example.com/", "scheme"],
    ["https://user:pass@example.com/", "credentials"],
    ["https://user@example.com/", "credentials"],
    ["https://@example.com/", "credentials"],
    ["https://example.com@127.0.0.1/", "credentials"],
    ["https://example.com/#x", "fragment"],
    ["https://example.com/#", "fragment"],
    ["https://example.com:22/", "port"],
    ["https://example.com:25/", "port"],
    ["https://example.com:0/", "port"],
    [`https://example.com/${"a".repeat(2048)}`, "too_long"],
  ])("refuses %j as %s", (url, reason) => {
    expect(refusal(url)).toBe(reason);
  });

  it.each([
    ["https://example.com", "https://example.com/"],
    ["HTTPS://Example.COM/Hook?x=1&y=a@b", "https://example.com/Hook?x=1&y=a@b"],
    ["https://example.com:8443/a", "https://example.com:8443/a"],
    ["https://8.8.8.8/", "https://8.8.8.8/"],
    ["https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"],
    ["https://münchen.example/", "https://xn--mnchen-3ya.example/"],
    ["https://localhost.example.com/", "https://localhost.example.com/"],
  ])("accepts %s", (url, href) => {
    expect(refusal(url)).toBe(href);
  });

  it.each([
    ["http://127.0.0.1:3000/hook", "http://127.0.0.1:3000/hook"],
    ["http://localhost:3000/", "http://localhost:3000/"],
    ["http://tenant:3000/", "http://tenant:3000/"],
    ["http://[::1]:3000/", "http://[::1]:3000/"],
    ["http://169.254.169.254/", "private_address"],
    ["http://[fe80::1]/", "private_address"],
    ["file:///etc/passwd", "scheme"],
    ["http://u:p@localhost/", "credentials"],
  ])("with private targets answers %s with %s", (url, expected) => {
    expect(refusal(url, PRIVATE_TOO)).toBe(expected);
  });

  it("never repeats the URL in the reason", () => {
    const checked = checkTargetUrl("https://user:hunter2@example.com/", PUBLIC_ONLY);
    expect(JSON.stringify(checked)).not.toContain("hunter2");
  });
});
