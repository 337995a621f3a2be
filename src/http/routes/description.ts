import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { notFound } from "#src/http/problem.ts";

export type Asset = { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string };

export type DescriptionDependencies = {
  /** The OpenAPI document as JSON. */
  readonly document: () => string;
  /** Files of the reader that /docs shows it with, by name. */
  readonly assets: ReadonlyMap<string, Asset>;
};

// The reader styles its elements one by one and has its icons inside the style sheet.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; " +
  "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** `/openapi.json`, and `/docs` for people. */
export function descriptionRoutes({ document, assets }: DescriptionDependencies) {
  return new Hono()
    .get("/openapi.json", (c) => {
      // For generators and readers elsewhere: there is nothing in it that is not public.
      c.header("Access-Control-Allow-Origin", "*");
      return c.body(document(), 200, { "Content-Type": "application/json" });
    })
    .get("/docs", (c) => {
      c.header("Content-Security-Policy", POLICY);
      c.header("Referrer-Policy", "no-referrer");
      return c.html(PAGE);
    })
    .get("/docs/start.js", (c) => c.body(START, 200, { "Content-Type": "text/javascript" }))
    .get("/docs/:asset", (c) => answerAsset(c, assets.get(c.req.param("asset"))));
}

function answerAsset(c: Context, asset: Asset | undefined) {
  if (asset === undefined) return notFound(c);
  return c.body(asset.bytes, 200, {
    "Content-Type": asset.contentType,
    "Cache-Control": "public, max-age=3600",
    "X-Content-Type-Options": "nosniff",
  });
}

const START = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reader",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  validatorUrl: null,
  persistAuthorization: false,
});
`;

const PAGE = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Switchhook API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="reader"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>`;
