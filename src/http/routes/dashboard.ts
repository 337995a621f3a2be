import { Hono } from "hono";
import { html } from "hono/html";

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The page at the address that a start prints: where things are, for a person with a browser. */
export function dashboardRoutes() {
  return new Hono()
    .get("/", (c) => c.redirect("/dashboard"))
    .get("/dashboard", (c) => {
      c.header("Content-Security-Policy", POLICY);
      c.header("Referrer-Policy", "no-referrer");
      return c.html(PAGE);
    });
}

const PAGE = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Switchhook</title>
    <style>
      :root { color-scheme: light dark; }
      body { font: 1rem/1.6 system-ui, sans-serif; margin: 0 auto; max-width: 42rem; padding: 2rem 1.25rem; }
      h1 { font-size: 1.5rem; }
      dt { font-weight: 600; margin-top: 1rem; }
      dd { margin: 0; }
      code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
    </style>
  </head>
  <body>
    <main>
      <h1>Switchhook is running</h1>
      <p>Provider callbacks come in, signed webhooks go out. Everything is managed through the HTTP API.</p>
      <dl>
        <dt>Point providers at</dt>
        <dd><code>POST /api/webhooks/signalwire</code>, <code>/elevenlabs</code> or <code>/whatsapp</code>, each followed by <code>/{connectionId}</code></dd>
        <dt>Manage webhooks</dt>
        <dd><code>/v1/webhooks</code> with an API key in <code>X-API-Key</code> and the workspace in <code>X-Workspace-Id</code></dd>
        <dt>Read what the API can do</dt>
        <dd><a href="/docs">/docs</a>, and <a href="/openapi.json">/openapi.json</a> for programs</dd>
        <dt>See what was delivered</dt>
        <dd><code>GET /v1/webhooks/{id}/deliveries</code>, and <code>…/{deliveryId}</code> with every attempt</dd>
        <dt>Make workspaces, keys, connections and agents</dt>
        <dd><code>/admin/workspaces</code> with the admin token, or <code>npx switchhook --help</code></dd>
        <dt>Health</dt>
        <dd><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a></dd>
      </dl>
    </main>
  </body>
</html>`;
