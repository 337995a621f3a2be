import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSender, type Sender } from "#src/outbound/client.ts";
import { createEgressPolicy } from "#src/outbound/egress.ts";
import { classify, describe as sentenceOf } from "#src/outbound/send-error.ts";
import { TLS_CERTIFICATE, tcpServer, tlsServer } from "./loopback.ts";

const RAW =
  "400D45BA7F7F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/openssl/ssl/record/methods/tlsany_meth.c:77:\n";

function errorOf(message: string, fields: object): Error {
  return Object.assign(new Error(message), fields);
}

describe("a TLS error, as a tenant reads it", () => {
  it.each<[string, Error, string]>([
    [
      "with a reason",
      errorOf(RAW, { code: "ERR_SSL_WRONG_VERSION_NUMBER", reason: "wrong version number" }),
      "TLS: wrong version number",
    ],
    [
      "without one",
      errorOf(`write EPROTO ${RAW}`, { code: "EPROTO" }),
      "TLS: wrong version number",
    ],
    [
      "by OpenSSL's own code",
      errorOf(RAW, { code: "ERR_OSSL_SSL_WRONG", reason: "wrong" }),
      "TLS: wrong",
    ],
    ["by its code alone", errorOf("", { code: "ERR_SSL_X_Y" }), "TLS: ERR_SSL_X_Y"],
    [
      "of a self-signed certificate",
      errorOf("self-signed certificate; if the root CA is installed locally, try running Node.js", {
        code: "DEPTH_ZERO_SELF_SIGNED_CERT",
      }),
      "TLS: self-signed certificate",
    ],
    [
      "of an expired certificate",
      errorOf("certificate has expired", { code: "CERT_HAS_EXPIRED" }),
      "TLS: certificate has expired",
    ],
    [
      "of a certificate that is not valid yet",
      errorOf("certificate is not yet valid", { code: "CERT_NOT_YET_VALID" }),
      "TLS: certificate is not yet valid",
    ],
    [
      "of an incomplete chain",
      errorOf("unable to verify the first certificate; try Node.js with --use-system-ca", {
        code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      }),
      "TLS: the certificate's issuer is unknown or missing from the chain",
    ],
    [
      "of another host's certificate",
      errorOf("Hostname/IP does not match certificate's altnames: Host: a. is not in: DNS:b", {
        code: "ERR_TLS_CERT_ALTNAME_INVALID",
        reason: "Host: a. is not in the cert's altnames: DNS:b",
      }),
      "TLS: the certificate is for another host name",
    ],
  ])("%s is a sentence", (_, error, expected) => {
    expect(classify(error, false)).toBe("tls_error");
    expect(sentenceOf(error)).toBe(expected);
  });
});

describe("a real handshake's failure", () => {
  const policy = createEgressPolicy({ allowPrivateTargets: true });
  let sender: Sender;
  beforeEach(() => {
    sender = createSender({ policy, userAgent: "Switchhook/test" });
  });
  afterEach(() => sender.close());

  function get(from: Sender, url: string) {
    return from.send({ url, method: "GET", headers: {}, body: null, timeoutMs: 5_000 });
  }

  it("with a server that speaks plain HTTP", async () => {
    await using server = await tcpServer((socket) =>
      socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
    );
    expect(await get(sender, `https://127.0.0.1:${server.port}/`)).toMatchObject({
      errorClass: "tls_error",
      message: "TLS: wrong version number",
    });
  });

  it("over a self-signed certificate", async () => {
    await using server = await tlsServer(() => {});
    expect(await get(sender, server.url)).toMatchObject({
      message: "TLS: self-signed certificate",
    });
  });

  it("over the certificate of another host", async () => {
    await using server = await tlsServer(() => {});
    const ca = TLS_CERTIFICATE;
    const lookup = async () => ["127.0.0.1"];
    await using trusting = createSender({ policy, userAgent: "x", ca, lookup });
    expect(await get(trusting, `https://other.example:${server.port}/`)).toMatchObject({
      message: "TLS: the certificate is for another host name",
    });
  });
});

describe("a message", () => {
  it("is one line without control characters or halves of characters", () => {
    expect(sentenceOf(new Error("a\u0000b\r\n\tc\u001b[1m\u0085d\ud800e"))).toBe("ab c[1md\ufffde");
  });

  it("is cut at 500 characters, never within one", () => {
    const cut = sentenceOf(new Error(`${"x".repeat(499)}😀 and more`));
    expect(cut).toHaveLength(500);
    expect(cut.isWellFormed()).toBe(true);
  });

  it("is never empty", () => {
    expect(sentenceOf(new Error("\u0000"))).not.toBe("");
  });
});
