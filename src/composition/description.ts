import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { TEXTS } from "#src/core/catalog/texts.ts";
import { EVENT_TYPES, eventKeys } from "#src/core/catalog.ts";
import type { TenantEnv } from "#src/http/middleware/authenticate.ts";
import { describeApi } from "#src/http/openapi/document.ts";
import { describeUnchecked } from "#src/http/openapi/unchecked-routes.ts";
import type { SampleDelivery } from "#src/http/openapi/webhooks.ts";
import { type Asset, descriptionRoutes } from "#src/http/routes/description.ts";
import { dialects, providers } from "#src/registry.ts";
import { VERSION } from "#src/version.ts";

const AGENT = { id: "00000000-0000-4000-8000-000000000301", name: "Paula" };
const OWNER = {
  id: "0194790c-9c00-7b3e-8f11-aa55bb66cc77",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: AGENT.id,
  occurredAt: "2025-01-18T10:30:00.000Z",
};
const DELIVERY_ID = "0194790c-9c00-7d10-a1b2-c3d4e5f60718";

/** `/openapi.json` and `/docs`; the document is made when it is first asked for, over all routes there are then. */
export function createDescription(app: OpenAPIHono<TenantEnv>, publicUrl: () => string) {
  let text: string | null = null;
  describeUnchecked(app, [...providers.keys()]);
  return descriptionRoutes({
    document() {
      const facts = { version: VERSION, publicUrl: publicUrl(), samples: sampleDeliveries() };
      text ??= JSON.stringify(describeApi(app, facts));
      return text;
    },
    assets: readAssets(),
  });
}

/** Every event of the catalog under each of its names in each dialect. */
function sampleDeliveries(): readonly SampleDelivery[] {
  return [...dialects.values()].flatMap((dialect) =>
    EVENT_TYPES.flatMap((type) => {
      const event = exampleEvent(type, OWNER);
      const { title, description } = TEXTS[type].en;
      return eventKeys(event, dialect.id).map((eventKey) => {
        const context = { deliveryId: DELIVERY_ID, eventKey, agent: AGENT };
        const body = dialect.render(event, context);
        const signed = dialect.sign(body, {
          secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          previousSecret: null,
          signingKey: null,
          messageId: DELIVERY_ID,
          eventKey,
          at: new Date(OWNER.occurredAt),
        });
        return {
          dialect: dialect.id,
          eventKey,
          title,
          description,
          contentType: dialect.contentType,
          headers: Object.keys(signed),
          body: JSON.parse(body),
        };
      });
    }),
  );
}

const ASSETS = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
} as const;

function readAssets(): ReadonlyMap<string, Asset> {
  const folder = new URL(".", import.meta.resolve("swagger-ui-dist/package.json"));
  return new Map(
    Object.entries(ASSETS).map(([name, contentType]) => {
      const bytes = new Uint8Array(readFileSync(fileURLToPath(new URL(name, folder))));
      return [name, { bytes, contentType }];
    }),
  );
}
