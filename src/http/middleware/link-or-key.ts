import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { parseId } from "#src/core/ids.ts";
import { failed } from "#src/http/problem.ts";
import type { RateLimit } from "#src/pipeline/rate-limit-ports.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import type { LinkClaim, LinkSigner } from "#src/security/signed-links.ts";
import { authenticated, requireScope, type TenantEnv } from "./authenticate.ts";
import { rateLimited } from "./rate-limit.ts";

export type LinkOrKeyOptions = {
  readonly authenticate: Authenticate;
  /** Of keys; whoever plays a recording by its link asks for many parts of it. */
  readonly rateLimit: RateLimit;
  /** What a key needs; a link is good for its own path alone. */
  readonly scope: string;
  readonly links: Pick<LinkSigner, "isSigned">;
  readonly now: () => Date;
};

/** Lets through whoever has a signed link (`?workspace=…&expires=…&signature=…`), and else whoever has a key. */
export function linkOrKey({ authenticate, rateLimit, scope, links, now }: LinkOrKeyOptions) {
  const withKey = authenticated(authenticate);
  const limited = rateLimited(rateLimit);
  const scoped = requireScope(scope);
  return createMiddleware<TenantEnv>(async (c, next) => {
    if (!isLink(c)) {
      const pass = async () => undefined;
      const refused = (await withKey(c, pass)) ?? (await limited(c, pass));
      return refused ?? scoped(c, next);
    }
    const claim = claimOf(c);
    const signature = c.req.query("signature") ?? "";
    if (claim === null || !links.isSigned(claim, signature)) {
      const detail = "The signature does not fit this link: it was changed, or cut off.";
      return failed(c, "bad-link", { detail });
    }
    if (claim.expiresAt <= now()) {
      const detail = `This link expired at ${claim.expiresAt.toISOString()}. With an API key the same path works without it.`;
      return failed(c, "expired-link", { detail });
    }
    const { workspaceId } = claim;
    c.set("principal", { workspaceId, keyId: `link:${workspaceId}`, scopes: [scope] });
    return next();
  });
}

function isLink(c: Context): boolean {
  return c.req.query("signature") !== undefined || c.req.query("expires") !== undefined;
}

function claimOf(c: Context): LinkClaim | null {
  const workspaceId = parseId(c.req.query("workspace") ?? "");
  const expires = c.req.query("expires") ?? "";
  if (workspaceId === null || !/^\d{1,12}$/.test(expires)) return null;
  return { path: pathOf(c), workspaceId, expiresAt: new Date(Number(expires) * 1000) };
}

/** Decoded: proxies may spell the same path in another way. */
function pathOf(c: Context): string {
  const { pathname } = new URL(c.req.url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname; // No link was made from such a path, so it will not verify.
  }
}
