import type { FirstRun } from "./composition/first-run.ts";
import type { Config } from "./config.ts";

export type Welcome = {
  readonly config: Config;
  readonly baseUrl: string;
  /** The admin token, where it was generated and not configured. */
  readonly generatedAdminToken: string | null;
  /** Made by this very start. */
  readonly firstRun: FirstRun | null;
  /** Signs in to the console once; null where whoever sees the terminal may not be whoever owns the workspaces. */
  readonly signInUrl: string | null;
};

/** A worker answers for its health alone. */
function isWorker({ role }: Config): boolean {
  return role === "worker";
}

/** The same for programs. */
export function jsonLine(welcome: Welcome): string {
  const { config, baseUrl, generatedAdminToken, firstRun, signInUrl } = welcome;
  return JSON.stringify({
    baseUrl,
    dashboardUrl: isWorker(config) ? null : `${baseUrl}/dashboard`,
    signInUrl,
    generatedAdminToken: isWorker(config) ? null : generatedAdminToken,
    firstRun,
  });
}

/** Tells the person at the terminal what runs and what to do next. */
export function lines(welcome: Welcome): string[] {
  return [
    "",
    ...(isWorker(welcome.config) ? workerLines(welcome) : gatewayLines(welcome)),
    ...warnings(welcome.config),
    "",
    "Press Ctrl-C to stop.",
  ];
}

function workerLines({ baseUrl }: Welcome): string[] {
  return [
    "A Switchhook worker is running: it delivers, and takes no callbacks and no API requests",
    `  Health        ${baseUrl}/healthz, ${baseUrl}/readyz`,
  ];
}

function gatewayLines(welcome: Welcome): string[] {
  const { baseUrl, generatedAdminToken, firstRun, signInUrl } = welcome;
  return [
    `Switchhook is running at ${baseUrl}`,
    signInUrl === null
      ? `  Dashboard     ${baseUrl}/dashboard`
      : `  Dashboard     ${signInUrl}   (signs in once, within 15 minutes)`,
    ...(generatedAdminToken === null ? [] : [`  Admin token   ${generatedAdminToken}`]),
    ...firstRunLines(baseUrl, firstRun),
  ];
}

function firstRunLines(baseUrl: string, firstRun: FirstRun | null): string[] {
  if (firstRun === null) return [];
  const { workspaceId, apiKey, agentId, connectionId, connectionSecret } = firstRun;
  return [
    "",
    "This is the first start, so a workspace was made for you:",
    `  Workspace     ${workspaceId}`,
    `  API key       ${apiKey}   (shown only now)`,
    `  Agent         ${agentId}`,
    `  Callback URL  ${baseUrl}/api/webhooks/signalwire/${connectionId}`,
    "",
    "Send it a recorded call, signed as SignalWire would:",
    `  npx switchhook replay fixtures/signalwire/0* --to ${baseUrl} --connection ${connectionId} --secret ${connectionSecret}`,
  ];
}

function warnings({ network }: Config): string[] {
  if (!network.allowPrivateTargets) return [];
  return [
    "",
    "Warning: ALLOW_PRIVATE_TARGETS is on: webhooks may use http:// and addresses of this machine and network.",
    "         Set it to false where tenants are not trusted.",
  ];
}
