import type { FirstRun } from "./composition/first-run.ts";
import type { Config } from "./config.ts";

export type Welcome = {
  readonly config: Config;
  readonly baseUrl: string;
  /** The admin token, where it was generated and not configured. */
  readonly generatedAdminToken: string | null;
  /** Made by this very start. */
  readonly firstRun: FirstRun | null;
};

/** The same for programs. */
export function jsonLine({ baseUrl, generatedAdminToken, firstRun }: Welcome): string {
  return JSON.stringify({
    baseUrl,
    dashboardUrl: `${baseUrl}/dashboard`,
    generatedAdminToken,
    firstRun,
  });
}

/** Tells the person at the terminal what runs and what to do next. */
export function lines({ config, baseUrl, generatedAdminToken, firstRun }: Welcome): string[] {
  return [
    "",
    `Switchhook is running at ${baseUrl}`,
    `  Dashboard     ${baseUrl}/dashboard`,
    ...(generatedAdminToken === null ? [] : [`  Admin token   ${generatedAdminToken}`]),
    ...firstRunLines(baseUrl, firstRun),
    ...warnings(config),
    "",
    "Press Ctrl-C to stop.",
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
