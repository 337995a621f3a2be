export const docs = {
  title: "Docs",
  description: "How to use the API and receive webhooks safely.",
  referenceTitle: "API reference",
  referenceText:
    "Every operation, with its parameters and answers. You can try them with your key.",
  referenceLink: "Open the reference",
  specTitle: "OpenAPI document",
  specText:
    "The same for machines: generate a client from it, or import it in your tools. The webhooks are in it too.",
  specLink: "Open openapi.json",
  firstTitle: "Your first call",
  firstText: "Replace the key with one of yours. The workspace’s id is filled in.",
  verifyTitle: "Verify what you receive",
  verifyText:
    "Anybody can send a request to your URL. Check each request with your webhook’s secret before you believe it. Ready code for Node, Python, PHP and Go is under “Secret” of each webhook.",
  verifyBytes: "Take the body as bytes, before anything parses it.",
  verifySign:
    "Compute HMAC-SHA256 of {signed} with the bytes that the base64 after {prefix} stands for.",
  verifyCompare:
    "Compare it, in constant time, with each of the signatures in {header}; one that matches is enough.",
  verifyFresh:
    "Refuse a {timestamp} more than five minutes away from your clock, and an {id} that you have seen.",
} as const;
