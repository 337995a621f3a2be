// Made of /openapi.json by `npm run sdk`; change the routes' schemas instead.

export type CallbackReceived = {
  success: true;
  message: string;
  /** It was received before. */ duplicate?: true;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Path of the request. */ instance: string;
  code: string;
  /** What is wrong with which field, header or parameter. */ errors?: {
    path: string;
    message: string;
  }[];
  requestId: string;
};

export type WireWebhookSummary = {
  id: number;
  name: string;
  url: string;
  eventTypes: string[];
  status: "active" | "inactive";
  createdAt: string;
  updatedAt: string;
};

export type WireFailure = {
  success: false;
  message: string;
  /** What is wrong with which field, parameter or header. */ errors?: {
    field: string;
    message: string;
  }[];
};

export type WireWebhook = WireWebhookSummary & {
  headers: { [name: string]: string };
  retryConfig: {
    maxAttempts: number;
    initialDelay: number;
    maxDelay: number;
    backoffFactor: number;
  };
  filters: {
    campaigns?: (string | number)[];
    agents?: (string | number)[];
    outcomes?: (string | number)[];
  };
  metadata: { [name: string]: unknown };
};

export type CreatedWireWebhook = WireWebhook & {
  /** Only where it was generated. */ secret?: string;
};

export type CreateWireWebhook = {
  name: string;
  url: string;
  /** Generated when left out. */ secret?: string | null;
  eventTypes: (
    | "call.created"
    | "call.ringing"
    | "call.answered"
    | "call.completed"
    | "recording.started"
    | "recording.completed"
    | "transfer.initiated"
    | "transfer.completed"
    | "voice.processing"
    | "voice.completed"
    | "agent.ready"
    | "agent.speaking"
    | "agent.listening"
    | "agent.error"
    | "conversation.started"
    | "conversation.completed"
    | "contact.created"
    | "campaign.started"
    | "campaign.completed"
  )[];
  status?: "active" | "inactive" | null;
  headers?: { [name: string]: string } | null;
  /** Members left out take their defaults: 5, 30, 3600, 2. */ retryConfig?: {
    /** The first attempt included. */ maxAttempts?: number;
    /** Seconds. */ initialDelay?: number;
    /** Seconds. */ maxDelay?: number;
    backoffFactor?: number;
  } | null;
  /** Events that meet all that are given; an empty list asks for nothing. */ filters?: {
    campaigns?: (string | number)[];
    agents?: (string | number)[];
    outcomes?: (string | number)[];
  } | null;
  metadata?: { [name: string]: unknown } | null;
};

export type UpdateWireWebhook = {
  name?: string;
  url?: string;
  /** Null leaves it as it is. */ secret?: string | null;
  eventTypes?: (
    | "call.created"
    | "call.ringing"
    | "call.answered"
    | "call.completed"
    | "recording.started"
    | "recording.completed"
    | "transfer.initiated"
    | "transfer.completed"
    | "voice.processing"
    | "voice.completed"
    | "agent.ready"
    | "agent.speaking"
    | "agent.listening"
    | "agent.error"
    | "conversation.started"
    | "conversation.completed"
    | "contact.created"
    | "campaign.started"
    | "campaign.completed"
  )[];
  status?: "active" | "inactive";
  /** Null takes it back to its default. */ headers?: { [name: string]: string } | null;
  /** Null takes it back to its default. */ retryConfig?: {
    /** The first attempt included. */ maxAttempts?: number;
    /** Seconds. */ initialDelay?: number;
    /** Seconds. */ maxDelay?: number;
    backoffFactor?: number;
  } | null;
  /** Null takes it back to its default. */ filters?: {
    campaigns?: (string | number)[];
    agents?: (string | number)[];
    outcomes?: (string | number)[];
  } | null;
  /** Null takes it back to its default. */ metadata?: { [name: string]: unknown } | null;
};

export type WireTestResult = {
  /** Did the endpoint answer with 2xx? */ success: boolean;
  message: string;
  details: {
    /** Null: nothing answered. */ statusCode: number | null;
    responseBody: string | null;
    /** Milliseconds. */ responseTime: number;
    eventId: string;
  };
};

export type TestWireWebhook = {
  /** One that the webhook is configured for. */ eventType: string;
  /** Sent as it is, instead of a sample. */ testPayload?: { [name: string]: unknown } | null;
};

export type WireInbound = {
  id: number;
  source: string;
  eventType: string;
  status: "processed" | "delivered" | "failed" | "pending";
  /** JSON; of a form its fields. */ payload?: unknown;
  createdAt: string;
  updatedAt: string;
  direction: "inbound";
};

export type WireOutbound = {
  id: number;
  source: string;
  eventType: string;
  status: "processed" | "delivered" | "failed" | "pending";
  /** JSON; of a form its fields. */ payload?: unknown;
  createdAt: string;
  updatedAt: string;
  direction: "outbound";
  webhookConfigId: number;
  attempts: number;
  /** Null: not tried yet. */ responseData: {
    /** Null: nothing answered. */ statusCode: number | null;
    /** The first 16 KiB. */ body: string | null;
    headers: { [name: string]: string };
    /** Why it was not delivered. */ error?: string;
  } | null;
};

export type WireOutboundDetail = WireOutbound & {
  responseData?: {
    /** Null: nothing answered. */ statusCode: number | null;
    /** The first 16 KiB. */ body: string | null;
    headers: { [name: string]: string };
    /** Why it was not delivered. */ error?: string;
    /** Milliseconds. */ timing: number | null;
  } | null;
};

export type TalkoverWebhook = {
  id: string;
  agent_id: string;
  name: string;
  webhook_url: string;
  events: string[];
  /** Seconds. */ timeout: number;
  max_retries: number;
  enabled: boolean;
  created_at: string;
  updated_at: string;
  events_count: number;
  /** Inactive: switched off by you, or by the gateway. */ status: "active" | "inactive";
};

export type TalkoverUnauthenticated = { message: string };

export type TalkoverFailure = { success: false; message: string };

export type TalkoverInvalid = {
  message: "The given data was invalid.";
  /** What is wrong, by field. */ errors: { [name: string]: string[] };
};

export type CreateTalkoverWebhook = {
  name: string;
  webhook_url: string;
  /** Those named twice count once. */ events: (
    | "event_phone_call_started"
    | "event_phone_call_ended"
  )[];
  webhook_secret?: string | null;
  /** Seconds. */ timeout?: "" | number | string | null;
  max_retries?: "" | number | string | null;
  enabled?: "" | boolean | 0 | 1 | "0" | "1" | null;
};

export type TalkoverTest = {
  webhook_id: string;
  event: string;
  event_id: string;
  delivery_id: string;
  /** Null: nothing answered. */ status_code: number | null;
  /** Its first 16 KiB. */ response_body: string | null;
  /** Milliseconds. */ response_time: number;
  error: string | null;
};

export type TestTalkoverWebhook = {
  /** One that the webhook is configured for; its first unless given. */ event?:
    | "event_phone_call_started"
    | "event_phone_call_ended"
    | null;
};

export type UpdateTalkoverWebhook = {
  name?: string;
  webhook_url?: string;
  /** Those named twice count once. */ events?: (
    | "event_phone_call_started"
    | "event_phone_call_ended"
  )[];
  webhook_secret?: string | null;
  /** Seconds. */ timeout?: "" | number | string | null;
  max_retries?: "" | number | string | null;
  enabled?: "" | boolean | 0 | 1 | "0" | "1" | null;
};

export type Rejection = Callback & {
  /** Null where it is not known for whom it was meant. */ workspaceId: string | null;
  /** In order of arrival, credentials redacted. */ headers: unknown[][];
  /** Base64 of the bytes received, of a rejected callback the first 4 KiB; null where they were removed. */ body:
    | string
    | null;
  /** The same where it is UTF-8. */ bodyText: string | null;
  /** Of a body that is null: when it had been kept long enough and was removed. */ bodyRemovedAt:
    | string
    | null;
};

export type RejectionDetails = {
  /** In words. */ message: string | null;
  /** The header that was taken to hold the signature; null where there was none. */ header:
    | string
    | null;
  /** How that is signed; null where it holds nothing of a known form. */ scheme: string | null;
  /** The URL with which the signature was compared, of providers that sign it: PUBLIC_URL, path and query. It must be the one that the provider calls. */ signedUrl:
    | string
    | null;
  /** As the signature says. */ signedAt: string | null;
  /** How far that is ahead of the gateway's clock; negative: behind. */ clockSkewSeconds:
    | number
    | null;
  /** Connections that it was tried with. */ connections: number;
  /** Of `source-address`: whose list the address is not on. */ allowedSources:
    | "connection"
    | "provider"
    | null;
} | null;

export type Callback = {
  id: string;
  connectionId: string | null;
  provider: string;
  /** The provider's own word for this kind of callback. */ type: string | null;
  callId: string | null;
  verdict: "accepted" | "unreadable" | "rejected";
  /** Why it was not accepted. */ reason: string | null;
  method: string;
  /** Path and query, credentials redacted. */ target: string;
  /** As received. */ bodyBytes: number;
  remoteAddress: string;
  receivedAt: string;
  details: RejectionDetails;
};

export type DashboardLink = {
  /** Shown in this answer only. Signs in to the console once. */ url: string;
  expiresAt: string;
};

export type NewDashboardLink = {
  /** What it lets its user do; everything, unless told. */ scopes?: (
    | "*"
    | "webhooks:read"
    | "webhooks:write"
    | "connections:read"
    | "connections:write"
    | "agents:read"
    | "agents:write"
    | "workflows:read"
    | "workflows:write"
    | "events:read"
    | "events:write"
    | "keys:read"
    | "keys:write"
  )[];
};

export type Workspace = { id: string; name: string; createdAt: string };

export type NewWorkspace = { name: string };

export type IssuedApiKey = {
  id: string;
  name: string;
  /** Shown in this answer only. */ key: string;
  /** First characters, to recognise the key by. */ prefix: string;
  scopes: string[];
  createdAt: string;
};

export type NewApiKey = {
  name: string;
  scopes: (
    | "*"
    | "webhooks:read"
    | "webhooks:write"
    | "connections:read"
    | "connections:write"
    | "agents:read"
    | "agents:write"
    | "workflows:read"
    | "workflows:write"
    | "events:read"
    | "events:write"
    | "keys:read"
    | "keys:write"
  )[];
};

export type Connection = {
  id: string;
  /** Enter this at the provider. */ callbackUrl: string;
  provider: string;
  name: string;
  identifiers: string[];
  /** One for each secret; the last characters of long ones. */ secretPreviews: string[];
  /** Passwords and tokens are masked. */ settings: { [name: string]: unknown };
  /** False: its secrets cannot be opened any more, so its callbacks are refused. */ isReadable: boolean;
  /** Are callbacks from other addresses refused? As `settings.enforceSourceIps` says, else the gateway; of a provider that publishes no addresses only with `settings.sourceAddresses`. */ enforceSourceIps: boolean;
  /** When the last callback came that verified. */ lastCallbackAt: string | null;
  /** When the last one was refused: `…/rejections` says why. */ lastRejectedAt: string | null;
  createdAt: string;
  updatedAt: string;
};

export type NewConnection = {
  provider: string;
  name: string;
  /** Signing key, webhook secret or app secret; several of them during a rotation. */ secret:
    | string
    | string[];
  /** Project, space, agent or phone number ids by which callbacks find the connection. */ identifiers?: string[];
  /** As the provider defines them. */ settings?: { [name: string]: unknown };
};

export type Agent = {
  id: string;
  name: string;
  references: string[];
  isActive: boolean;
  isMailbox: boolean;
  createdAt: string;
  updatedAt: string;
};

export type NewAgent = {
  name: string;
  /** Provider agent ids, phone numbers (E.164), phone_number_ids; each of one agent at most. */ references?: string[];
  /** False: its events are kept and not delivered. */ isActive?: boolean;
  /** A recording of its calls is a voicemail. */ isMailbox?: boolean;
};

export type CreatedWebhook = Webhook & { /** Only where it was generated. */ secret?: string };

export type WebhookFilters = {
  campaigns?: (string | number)[];
  agents?: (string | number)[];
  outcomes?: (string | number)[];
} | null;

export type Circuit = {
  /** `open`: its endpoint does not answer, and its deliveries wait. `half_open`: one of them looks whether it is back. */ state:
    | "closed"
    | "open"
    | "half_open";
  openedAt: string | null;
  /** Nothing is sent before. */ retryAt: string | null;
};

export type RetryPolicy = {
  /** The first attempt included. */ maxAttempts: number;
  /** Seconds. */ initialDelay: number;
  /** Seconds. */ maxDelay: number;
  backoffFactor: number;
} | null;

export type RateLimit = { perSecond: number } | null;

export type Webhook = {
  id: string;
  name: string | null;
  /** The agent, of a webhook that is limited to just one. */ agentId: string | null;
  agentIds: string[] | null;
  workflowIds: string[] | null;
  /** Of its active subscriptions. */ eventKeys: string[];
  filters: WebhookFilters;
  metadata: { [name: string]: unknown } | null;
  url: string;
  description: string | null;
  isActive: boolean;
  secretPreview: string;
  createdAt: string;
  updatedAt: string;
  lastDeliveryAt: string | null;
  headers: { [name: string]: string };
  /** Deliveries that succeeded. */ successCount: number;
  /** Deliveries that were given up. */ failureCount: number;
  method: "POST" | "GET";
  dialect: string;
  signatureAlgorithm: "hmac-sha256" | "ed25519";
  /** `whpk_…`, of a webhook with Ed25519 signatures. */ publicKey: string | null;
  /** Until then the secret before the last rotation signs too. */ previousSecretExpiresAt:
    | string
    | null;
  deactivateAfterDays: number;
  /** Since then all its attempts have failed; null when the last one did not. */ failingSince:
    | string
    | null;
  /** An attempt that fails then or later switches it off; null when it is not failing. */ deactivatesAt:
    | string
    | null;
  circuit: Circuit;
  retryPolicy: RetryPolicy;
  timeoutSeconds: number | null;
  rateLimit: RateLimit;
  /** `call`: the deliveries of one call or conversation go out one after the other, each once the one before has ended. */ ordering:
    | "none"
    | "call";
  /** Why the gateway itself switched the webhook off. */ deactivationReason: string | null;
};

export type CreateWebhook = {
  url: string;
  name?: string | null;
  /** One agent; null for all. Short for `agentIds`. */ agentId?: string;
  /** Only the events of these agents; null for all, future ones included. */ agentIds?:
    | string[]
    | null;
  /** Only the events of these workflows; null for all, future ones included. */ workflowIds?:
    | string[]
    | null;
  /** Subscriptions, in the dialect's words. */ eventKeys?: string[];
  filters?: WebhookFilters;
  /** Your own notes. */ metadata?: { [name: string]: unknown } | null;
  /** `ed25519` adds a `v1a` signature beside `v1`. */ signatureAlgorithm?:
    | "hmac-sha256"
    | "ed25519";
  /** Days of nothing but failure until the gateway switches it off. */ deactivateAfterDays?: number;
  description?: string | null;
  method?: "POST" | "GET";
  isActive?: boolean;
  /** Sent with every delivery; at most 50. */ headers?: { [name: string]: string } | null;
  retryPolicy?: RetryPolicy;
  timeoutSeconds?: number | null;
  rateLimit?: RateLimit;
  /** `call`: the deliveries of one call or conversation go out one after the other, each once the one before has ended. */ ordering?:
    | "none"
    | "call";
  /** Format of deliveries. */ dialect?:
    | "agents-studio"
    | "subverse"
    | "talkover"
    | "11wire"
    | "standard"
    | "cloudevents";
  /** Generated when left out, and shown once in the response. */ secret?: string | null;
};

export type ListMeta = {
  /** Null where a cursor was given. */ page: number | null;
  limit: number;
  /** Null where a cursor was given. */ total: number | null;
  /** Null where a cursor was given. */ pages: number | null;
  /** There are more rows than are counted (10,000); `total` and `pages` are about right. */ totalIsEstimate?: true;
  hasNext: boolean;
  hasPrev: boolean;
  /** Null at the end. */ nextCursor: string | null;
  /** Null at the beginning. */ prevCursor: string | null;
};

export type UpdateWebhook = {
  url?: string;
  name?: string | null;
  /** One agent; null for all. Short for `agentIds`. */ agentId?: string;
  /** Only the events of these agents; null for all, future ones included. */ agentIds?:
    | string[]
    | null;
  /** Only the events of these workflows; null for all, future ones included. */ workflowIds?:
    | string[]
    | null;
  /** Subscriptions, in the dialect's words. */ eventKeys?: string[];
  filters?: WebhookFilters;
  /** Your own notes. */ metadata?: { [name: string]: unknown } | null;
  /** `ed25519` adds a `v1a` signature beside `v1`. */ signatureAlgorithm?:
    | "hmac-sha256"
    | "ed25519";
  /** Days of nothing but failure until the gateway switches it off. */ deactivateAfterDays?: number;
  description?: string | null;
  method?: "POST" | "GET";
  isActive?: boolean;
  /** Sent with every delivery; at most 50. */ headers?: { [name: string]: string } | null;
  retryPolicy?: RetryPolicy;
  timeoutSeconds?: number | null;
  rateLimit?: RateLimit;
  /** `call`: the deliveries of one call or conversation go out one after the other, each once the one before has ended. */ ordering?:
    | "none"
    | "call";
  /** Format of deliveries. */ dialect?:
    | "agents-studio"
    | "subverse"
    | "talkover"
    | "11wire"
    | "standard"
    | "cloudevents";
  /** Generated when left out, and shown once in the response. */ secret?: string;
};

export type RecoveryCount = { count: number; dryRun: true };

export type StartedRecovery = Recovery & {
  /** The same as `total`. */ count: number;
  dryRun: false;
};

export type Recovery = {
  id: string;
  webhookId: string;
  state: "running" | "completed" | "canceled";
  since: string;
  until: string;
  statuses: ("failed" | "suppressed")[];
  /** Deliveries that matched when it was asked for. */ total: number;
  /** Of these, queued to be sent again so far. */ requeued: number;
  /** Of these, seen to by others before their turn. */ skipped: number;
  createdAt: string;
  updatedAt: string;
  endedAt: string | null;
};

export type Recover = {
  /** Deliveries made from then on. */ since: string;
  /** And before then. Left out: now. */ until?: string | null;
  statuses?: ("failed" | "suppressed")[];
  /** Only counts. */ dryRun?: boolean;
};

export type WebhookKeys = {
  /** `whpk_` and base64. */ publicKeys: string[];
  /** The same as a JSON Web Key Set. */ keys: {
    kty: "OKP";
    crv: "Ed25519";
    x: string;
    kid: string;
    use: "sig";
    alg: "EdDSA";
  }[];
};

export type TestResult = {
  eventId: string;
  /** Under which it stands among the deliveries. */ deliveryId: string;
  success: boolean;
  statusCode: number | null;
  /** The first 16 KiB, read as UTF-8. */ responseBody: string | null;
  /** Milliseconds. */ responseTime: number;
  responseHeaders: { [name: string]: string };
  error: string | null;
  errorClass:
    | "dns_error"
    | "connection_refused"
    | "connection_reset"
    | "connect_timeout"
    | "tls_error"
    | "timeout"
    | "blocked_target"
    | "invalid_response"
    | "redirect"
    | "http_error"
    | "gone"
    | "network_error"
    | "internal_error"
    | null;
  request: {
    method: "GET" | "POST";
    url: string;
    /** The values of custom headers are not shown. */ headers: { [name: string]: string };
    body: string;
  };
};

export type TestWebhook = {
  /** One that the webhook is subscribed to. */ eventKey: string;
  /** Sent as it is, as JSON, instead of the sample of the event; up to 256 KiB. */ payload?: unknown;
};

export type RotatedSecret = {
  /** Only where it was generated. */ secret?: string;
  secretPreview: string;
  previousSecretExpiresAt: string | null;
};

export type RotateSecret = {
  /** How long the present secret signs beside the new one. */ gracePeriodSeconds?: number;
  /** Generated when left out, and shown once in the response. */ secret?: string | null;
};

export type WebhookPreview = {
  /** Events looked at: the latest, 50 at most. */ examined: number;
  matched: number;
  /** The newest first. */ data: PreviewedEvent[];
};

export type PreviewedEvent = {
  eventId: string;
  /** Its key in the event catalog. */ type: string;
  createdAt: string;
  matches: boolean;
  /** The names under which it would have been sent, each as a delivery of its own. */ eventKeys: string[];
  /** Why it would not have been sent. `not_in_dialect`: the dialect has no name for it. `not_subscribed`: none of its names is among the event keys. `not_selected`: it is of another agent or workflow, or of none. `filtered`: it does not pass the filters. `about_itself`: it is a notice about the webhook. `agent_inactive`: its agent is switched off. */ reason:
    | "not_in_dialect"
    | "not_subscribed"
    | "not_selected"
    | "filtered"
    | "about_itself"
    | "agent_inactive"
    | null;
  /** Of what is `filtered`: the first condition that it does not meet. */ failedFilter:
    | "campaigns"
    | "agents"
    | "outcomes"
    | null;
};

export type PreviewWebhook = {
  /** Format of deliveries. */ dialect?:
    | "agents-studio"
    | "subverse"
    | "talkover"
    | "11wire"
    | "standard"
    | "cloudevents";
  /** Subscriptions, in the dialect's words. */ eventKeys?: string[];
  filters?: WebhookFilters;
  /** One agent; null for all. Short for `agentIds`. */ agentId?: string;
  /** Only the events of these agents; null for all, future ones included. */ agentIds?:
    | string[]
    | null;
  /** Only the events of these workflows; null for all, future ones included. */ workflowIds?:
    | string[]
    | null;
};

export type CheckedUrl = {
  /** Would it be taken as the URL of a webhook? */ ok: boolean;
  reason:
    | "invalid_url"
    | "too_long"
    | "scheme"
    | "credentials"
    | "fragment"
    | "port"
    | "private_address"
    | null;
  /** The reason in words. */ detail: string | null;
};

export type CheckUrl = { url: string };

export type TestPreview = {
  method: "GET" | "POST";
  url: string;
  /** The values of custom headers are not shown. */ headers: { [name: string]: string };
  /** What is signed: the body of a POST; a GET has it in its query, as `payload`. */ body: string;
};

export type ConnectionPatch = {
  name?: string;
  /** Signing key, webhook secret or app secret; several of them during a rotation. */ secret?:
    | string
    | string[];
  /** Project, space, agent or phone number ids by which callbacks find the connection. */ identifiers?: string[];
  /** A JSON merge patch (RFC 7396): null removes a setting, what is left out stays. A mask leaves what it hides. */ settings?: {
    [name: string]: unknown;
  };
};

export type RotateConnectionSecret = {
  secret: string;
  /** How many of the present secrets stay valid beside it. */ keep?: number;
};

export type AgentPatch = {
  name?: string;
  /** Provider agent ids, phone numbers (E.164), phone_number_ids; each of one agent at most. */ references?: string[];
  /** False: its events are kept and not delivered. */ isActive?: boolean;
  /** A recording of its calls is a voicemail. */ isMailbox?: boolean;
};

export type Workflow = {
  id: string;
  name: string;
  reference: string;
  createdAt: string;
  updatedAt: string;
};

export type NewWorkflow = { name: string; /** Left out, it is the id. */ reference?: string };

export type WorkflowPatch = {
  name?: string;
  /** The id by which published events name it; one workflow's only. */ reference?: string;
};

export type ApiKey = {
  id: string;
  name: string;
  /** First characters, to recognise the key by. */ prefix: string;
  scopes: string[];
  createdAt: string;
  /** To the minute. */ lastUsedAt: string | null;
};

export type ProviderList = { data: Provider[] };

export type Provider = {
  id: string;
  name: string;
  /** The provider's own page about it. */ documentation: string;
  /** What the connection's secret is, and where it is found. */ secret: {
    title: Words;
    description: Words;
  };
  identifiers: Words & unknown;
  /** What it sends is refused unless it is signed with the secret. */ needsSignature: true;
  /** It asks for `settings.verifyToken` before it sends anything. */ needsVerifyToken: boolean;
  /** Some kinds bear no signature: for these `settings.basicAuth` stands in. */ hasUnsignedKinds: boolean;
  /** Is it known where it calls from, so that other addresses can be refused? */ hasSourceRanges: boolean;
  settings: ProviderSetting[];
  /** Where the callback URL is entered. */ steps: Words[];
};

export type Words = { en?: string; es?: string; pt?: string };

export type ProviderSetting = {
  name: string;
  /** `credentials` is `{username, password}`, `addresses` a list of IP addresses and CIDRs. */ kind:
    | "text"
    | "boolean"
    | "seconds"
    | "addresses"
    | "credentials";
  /** Shown masked once it is set. */ isSecret: boolean;
  title: Words;
  description: Words;
};

export type Subscription = {
  id: string;
  eventKey: string;
  isActive: boolean;
  webhookId: string;
  createdAt: string;
  updatedAt: string;
};

export type CreateSubscription = { eventKey: string; isActive?: boolean };

export type UpdateSubscription = { eventKey?: string; isActive?: boolean };

export type Delivery = {
  /** Also its webhook-id. */ id: string;
  webhookId: string;
  eventId: string;
  eventKey: string;
  /** Sent to try the endpoint out. */ isTest: boolean;
  status: "pending" | "delivered" | "failed" | "suppressed";
  attempts: number;
  responseStatus: number | null;
  lastError: string | null;
  errorClass: string | null;
  /** Why it was suppressed, or `skipped` by hand. While it waits: `circuit_open` for an endpoint that does not answer, `rate_limited` for its turn under the webhook's limit. */ reason:
    | string
    | null;
  /** The delivery of the same call or conversation that has to end before, of a webhook with `ordering`. */ blockedBy:
    | string
    | null;
  nextAttemptAt: string | null;
  createdAt: string;
  updatedAt: string;
  endedAt: string | null;
};

export type DeliveryWithHistory = Delivery & {
  /** The exact text that is sent; null where it was removed. */ body: string | null;
  /** Of a body that is null: when it had been kept long enough and was removed. */ bodyRemovedAt:
    | string
    | null;
  /** The format of the body; null where nobody knows it any more. */ dialect:
    | "agents-studio"
    | "subverse"
    | "talkover"
    | "11wire"
    | "standard"
    | "cloudevents"
    | null;
  /** Of the webhook as it is now; null where that is deleted. */ method: "POST" | "GET" | null;
  /** Where the next attempt goes: the webhook's URL as it is now, of a GET with the payload in its query. Null where the webhook is deleted or the body was removed. */ url:
    | string
    | null;
  event: DeliveredEvent;
  attemptHistory: Attempt[];
};

export type DeliveredEvent = {
  id: string;
  /** Its key in the event catalog. */ type: string;
  occurredAt: string;
  agentId: string | null;
  callId: string | null;
  conversationId: string | null;
  /** The callback that told it. */ callbackId: string | null;
} | null;

export type Attempt = {
  number: number;
  startedAt: string;
  durationMs: number;
  /** Milliseconds. */ timings: { [name: string]: number };
  requestHeaders: { [name: string]: string };
  responseStatus: number | null;
  responseHeaders: { [name: string]: string } | null;
  /** The first 16 KiB, read as UTF-8; null where there was no answer, and where it was removed with the delivery's body. */ responseBody:
    | string
    | null;
  responseTruncated: boolean;
  errorClass: string | null;
  error: string | null;
};

export type Call = {
  callId: string;
  provider: string;
  direction: "inbound" | "outbound" | null;
  fromNumber: string | null;
  toNumber: string | null;
  createdAt: string;
  startedAt: string | null;
  answeredAt: string | null;
  endedAt: string | null;
  answered: boolean;
  durationMs: number | null;
  sipCode: number | null;
  endReason:
    | "dial_no_answer"
    | "dial_busy"
    | "dial_failed"
    | "canceled"
    | "user_hangup"
    | "agent_hangup"
    | "hangup"
    | "voicemail_reached"
    | "max_duration"
    | "transferred"
    | "error"
    | null;
  errorCode: string | null;
  errorMessage: string | null;
  goal: { achieved: boolean; reason: string | null } | null;
  recordingUrl: string | null;
  transcriptionUrl: string | null;
  summary: string | null;
  voicemailLeft: boolean | null;
  outcomes: { [name: string]: unknown };
  metadata: { [name: string]: unknown };
  id: string;
  status:
    | "queued"
    | "started"
    | "ringing"
    | "answered"
    | "ended"
    | "missed"
    | "failed"
    | "canceled"
    | "expired";
  agentId: string | null;
  updatedAt: string;
};

export type CallStory = { call: Call; timeline: TimelineEntry[] };

export type TimelineEntry = {
  at: string;
  kind: "callback" | "event" | "delivery" | "attempt";
  /** Of an attempt: `deliveryId/number`. */ id: string;
  details: { [name: string]: unknown };
};

export type ConversationStory = { conversationId: string; timeline: TimelineEntry[] };

export type PublishedEvent = {
  id: string;
  type: string;
  occurredAt: string;
  /** The publisher's id was used before; this is the event of that time. */ duplicate: boolean;
};

export type PublishEvent = {
  type: string;
  data: { [name: string]: unknown };
  id?: string | null;
  occurredAt?: string | null;
  agentId?: string | null;
  workflowId?: string | null;
};

export type PublishedEvents = { data: PublishedEvent[] };

export type PublishEvents = { events: PublishEvent[] };

export type ListedEvent = Event & {
  /** Whose callback told it, `platform` of what was published; null where time alone decided, and where retention has removed the callback. */ provider:
    | string
    | null;
  deliveryCounts: DeliveryCounts;
};

export type DeliveryCounts = {
  pending: number;
  delivered: number;
  failed: number;
  suppressed: number;
};

export type Event = {
  id: string;
  type: string;
  occurredAt: string;
  agentId: string | null;
  workflowId: string | null;
  callId: string | null;
  conversationId: string | null;
  /** The callback that told it. */ callbackId: string | null;
  createdAt: string;
};

export type EventWithData = ListedEvent & {
  data: { [name: string]: unknown };
  /** Oldest first; 1,000 at most. */ deliveries: EventDelivery[];
};

export type EventDelivery = {
  id: string;
  webhookId: string;
  eventKey: string;
  status: "pending" | "delivered" | "failed" | "suppressed";
  attempts: number;
  createdAt: string;
};

export type Redelivered = { /** New deliveries that were made. */ deliveries: number };

export type EventTypeList = { data: EventType[] };

export type EventType = {
  key: string;
  category: string;
  /** What subscriptions call it, by dialect. */ names: {
    "agents-studio"?: string[];
    subverse?: string[];
    talkover?: string[];
    "11wire"?: string[];
    standard?: string[];
    cloudevents?: string[];
  };
  texts: {
    en?: { title: string; description: string };
    es?: { title: string; description: string };
    pt?: { title: string; description: string };
  };
  /** JSON Schema (2020-12) of the event's `data`. */ schema: { [name: string]: unknown };
  /** An event of this type. */ sample: {
    id: string;
    type: string;
    occurredAt: string;
    workspaceId: string;
    agentId: string | null;
    callId: string | null;
    conversationId: string | null;
    workflowId: string | null;
    data: { [name: string]: unknown };
  };
  /** What is delivered of the sample, under each of its names. */ payloads: {
    dialect: "agents-studio" | "subverse" | "talkover" | "11wire" | "standard" | "cloudevents";
    name: string;
    contentType: string;
    payload: { [name: string]: unknown };
  }[];
};

export type EventKeyList = {
  dialect: "agents-studio" | "subverse" | "talkover" | "11wire" | "standard" | "cloudevents";
  /** In the order of their keys below, with how many they are. */ categories: {
    key: string;
    title: Words;
    count: number;
  }[];
  data: EventKey[];
};

export type EventKey = {
  /** For `eventKeys`. */ key: string;
  category: string;
  title: Words;
  description: Words;
  /** The events of the catalog that go out under it. */ types: string[];
};

export type Undelivered = {
  /** Of the delivery; of the event where there is none. */ id: string;
  /** `exhausted`: given up after the last attempt. `suppressed`: its owner had switched the webhook off, or deleted it. `blocked`: deliveries may not go to that address. `deactivated`: the gateway switched the webhook off. `no_match`: no webhook wanted the event. */ reason:
    | "exhausted"
    | "suppressed"
    | "blocked"
    | "deactivated"
    | "no_match";
  /** In words, as far as more is known. */ detail: string | null;
  /** When that was certain. */ at: string;
  webhookId: string | null;
  eventId: string;
  /** Null when the event is kept no longer. */ event: Event | null;
  /** Null for `no_match`. */ delivery: Delivery | null;
};

export type DeliveryStats = {
  period: "1h" | "24h" | "7d" | "30d";
  /** The beginning of the first bucket. */ from: string;
  to: string;
  /** Buckets begin at whole multiples of it, in UTC. */ bucketSeconds: number;
  buckets: {
    at: string;
    delivered: number;
    failed: number;
    suppressed: number;
    attempts: number;
    failedAttempts: number;
    /** From a delivery's creation to the end of the attempt that delivered it. */ latencyP50Ms:
      | number
      | null;
    /** As counted: exact below 8 ms, above that to within 19 %. */ latencyP95Ms: number | null;
  }[];
  totals: {
    delivered: number;
    failed: number;
    suppressed: number;
    /** Now, whenever they were made. */ pending: number;
    attempts: number;
    failedAttempts: number;
    /** Of those that were delivered or failed. */ successRate: number | null;
    /** From a delivery's creation to the end of the attempt that delivered it. */ latencyP50Ms:
      | number
      | null;
    /** As counted: exact below 8 ms, above that to within 19 %. */ latencyP95Ms: number | null;
  };
  /** Failed attempts by error class, the most frequent first. */ errors: {
    errorClass:
      | "dns_error"
      | "connection_refused"
      | "connection_reset"
      | "connect_timeout"
      | "tls_error"
      | "timeout"
      | "blocked_target"
      | "invalid_response"
      | "redirect"
      | "http_error"
      | "gone"
      | "network_error"
      | "internal_error";
    count: number;
  }[];
  /** The delivery that is pending for longest. */ oldestWaiting: {
    deliveryId: string;
    webhookId: string;
    eventKey: string;
    createdAt: string;
    nextAttemptAt: string | null;
  } | null;
};

export type CallbackStats = {
  period: "1h" | "24h" | "7d" | "30d";
  /** The beginning of the first bucket. */ from: string;
  to: string;
  /** Buckets begin at whole multiples of it, in UTC. */ bucketSeconds: number;
  buckets: {
    at: string;
    accepted: number;
    /** Told nothing new. */ duplicate: number;
    unreadable: number;
    /** Those that could be told to be the workspace's. */ rejected: number;
  }[];
  /** `platform` is what the workspace published itself. */ providers: {
    provider: string;
    accepted: number;
    /** Told nothing new. */ duplicate: number;
    unreadable: number;
    /** Those that could be told to be the workspace's. */ rejected: number;
  }[];
};

export type WebhookStatsList = { data: WebhookStats[] };

export type WebhookStats = {
  webhookId: string;
  delivered: number;
  failed: number;
  pending: number;
  /** The last 24 hours, hour by hour. */ buckets: {
    at: string;
    delivered: number;
    failed: number;
  }[];
  /** The attempt that failed last, also where the next one did not. */ lastFailure: {
    deliveryId: string;
    at: string;
    errorClass: string | null;
    responseStatus: number | null;
  } | null;
};

export type CallbackWithBody = Callback & {
  /** In order of arrival, credentials redacted. */ headers: unknown[][];
  /** Base64 of the bytes received, of a rejected callback the first 4 KiB; null where they were removed. */ body:
    | string
    | null;
  /** The same where it is UTF-8. */ bodyText: string | null;
  /** Of a body that is null: when it had been kept long enough and was removed. */ bodyRemovedAt:
    | string
    | null;
  /** Events that it yielded. */ eventIds: string[];
  /** The same, with what they are. */ events: { id: string; type: string; occurredAt: string }[];
};

export type Replayed = {
  callbackId: string;
  /** As the bytes are read today. */ verdict: "accepted" | "unreadable" | "rejected";
  type: string | null;
  /** Facts that the bytes state. */ facts: number;
  newEvents: { id: string; type: string }[];
  /** Events of it that were stored before. */ knownEvents: number;
  /** New deliveries that were made. */ deliveries: number;
  message: string;
};

export type paths = {
  "/api/webhooks/{provider}/{connectionId}": {
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { provider: "signalwire" | "elevenlabs" | "whatsapp"; connectionId: string };
        cookie?: never;
      };
      requestBody?: { content: { "application/json": unknown } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": CallbackReceived };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    get: {
      parameters: {
        query?: { "hub.mode"?: string; "hub.verify_token"?: string; "hub.challenge"?: string };
        header?: never;
        path: { provider: "signalwire" | "elevenlabs" | "whatsapp"; connectionId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "text/plain": string; "application/json": CallbackReceived };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        405: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/api/webhooks/{provider}": {
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { provider: "signalwire" | "elevenlabs" | "whatsapp" };
        cookie?: never;
      };
      requestBody?: { content: { "application/json": unknown } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": CallbackReceived };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    get: {
      parameters: {
        query?: { "hub.mode"?: string; "hub.verify_token"?: string; "hub.challenge"?: string };
        header?: never;
        path: { provider: "signalwire" | "elevenlabs" | "whatsapp" };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "text/plain": string; "application/json": CallbackReceived };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        405: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/healthz": {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { status: string } };
        };
      };
    };
  };
  "/readyz": {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { status: string } };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/json": { status: string; reason: string } };
        };
      };
    };
  };
  "/v1/calls/{callId}/recording": {
    get: {
      parameters: {
        query?: { workspace?: string; expires?: string; signature?: string };
        header?: never;
        path: { callId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "audio/mpeg": string } };
        206: { headers: { [name: string]: unknown }; content: { "audio/mpeg": string } };
        304: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        410: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        416: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    delete: {
      parameters: { query?: never; header?: never; path: { callId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        410: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/calls/{callId}/transcript": {
    get: {
      parameters: {
        query?: { workspace?: string; expires?: string; signature?: string };
        header?: never;
        path: { callId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": unknown } };
        206: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        304: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        410: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        416: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/api/webhooks/config": {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { success: true; webhooks: WireWebhookSummary[] } };
        };
        400: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        401: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        403: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        404: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        429: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        503: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
      };
    };
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { "application/json": CreateWireWebhook } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": { success: true; message: string; webhook: CreatedWireWebhook };
          };
        };
        400: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        401: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        403: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        404: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        409: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        413: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        415: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        429: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        503: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
      };
    };
  };
  "/api/webhooks/config/{id}": {
    get: {
      parameters: { query?: never; header?: never; path: { id: number }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { success: true; webhook: WireWebhook } };
        };
        400: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        401: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        403: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        404: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        429: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        503: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
      };
    };
    put: {
      parameters: { query?: never; header?: never; path: { id: number }; cookie?: never };
      requestBody: { content: { "application/json": UpdateWireWebhook } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { success: true; message: string; webhook: WireWebhook } };
        };
        400: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        401: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        403: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        404: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        409: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        413: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        415: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        429: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        503: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
      };
    };
    delete: {
      parameters: { query?: never; header?: never; path: { id: number }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { success: true; message: string } };
        };
        400: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        401: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        403: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        404: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        409: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        413: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        429: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        503: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
      };
    };
  };
  "/api/webhooks/config/{id}/test": {
    post: {
      parameters: { query?: never; header?: never; path: { id: number }; cookie?: never };
      requestBody: { content: { "application/json": TestWireWebhook } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": WireTestResult };
        };
        400: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        401: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        403: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        404: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        409: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        413: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        415: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        429: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        503: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
      };
    };
  };
  "/api/webhooks/events": {
    get: {
      parameters: {
        query?: {
          page?: number;
          limit?: number;
          direction?: "inbound" | "outbound";
          source?: string;
          eventType?: string;
          status?: "processed" | "delivered" | "failed" | "pending";
          fromDate?: string;
          toDate?: string;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": {
              success: true;
              /** On this page. */ count: number;
              total: number;
              page: number;
              pages: number;
              events: (WireInbound | WireOutbound)[];
            };
          };
        };
        400: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        401: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        403: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        404: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        429: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        503: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
      };
    };
  };
  "/api/webhooks/events/{id}": {
    get: {
      parameters: { query?: never; header?: never; path: { id: number }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": {
              success: true;
              event: WireInbound | WireOutboundDetail;
              /** Of outbound events. */ webhookConfig?: { id: number; name: string; url: string };
            };
          };
        };
        400: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        401: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        403: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        404: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        429: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        503: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
      };
    };
  };
  "/api/webhooks/events/{id}/retry": {
    post: {
      parameters: { query?: never; header?: never; path: { id: number }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": { success: true; message: string; event: WireOutboundDetail };
          };
        };
        400: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        401: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        403: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        404: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        409: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        413: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        429: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
        503: { headers: { [name: string]: unknown }; content: { "application/json": WireFailure } };
      };
    };
  };
  "/api/v1/agents/{agentId}/webhooks": {
    get: {
      parameters: { query?: never; header?: never; path: { agentId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": { success: true; message: string; data: TalkoverWebhook[] };
          };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverUnauthenticated };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
      };
    };
    post: {
      parameters: { query?: never; header?: never; path: { agentId: string }; cookie?: never };
      requestBody: { content: { "application/json": CreateTalkoverWebhook } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": { success: true; message: string; data: TalkoverWebhook };
          };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverUnauthenticated };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        422: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverInvalid };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
      };
    };
  };
  "/api/v1/agents/{agentId}/webhooks/{id}": {
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { agentId: string; id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": { success: true; message: string; data: TalkoverWebhook };
          };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverUnauthenticated };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
      };
    };
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { agentId: string; id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { success: true; message: string } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverUnauthenticated };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
      };
    };
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: { agentId: string; id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": UpdateTalkoverWebhook } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": { success: true; message: string; data: TalkoverWebhook };
          };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverUnauthenticated };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        422: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverInvalid };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
      };
    };
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { agentId: string; id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": UpdateTalkoverWebhook } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": { success: true; message: string; data: TalkoverWebhook };
          };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverUnauthenticated };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        422: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverInvalid };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
      };
    };
  };
  "/api/v1/agents/{agentId}/webhooks/{id}/test": {
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { agentId: string; id: string };
        cookie?: never;
      };
      requestBody?: { content: { "application/json": TestTalkoverWebhook } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": {
              /** Did the endpoint answer with 2xx? */ success: boolean;
              message: string;
              data: TalkoverTest;
            };
          };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverUnauthenticated };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        422: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverInvalid };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/json": TalkoverFailure };
        };
      };
    };
  };
  "/admin/rejections": {
    get: {
      parameters: { query?: { provider?: string }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Rejection[] } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/admin/workspaces/{workspaceId}/dashboard-links": {
    post: {
      parameters: { query?: never; header?: never; path: { workspaceId: string }; cookie?: never };
      requestBody?: { content: { "application/json": NewDashboardLink } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { "application/json": DashboardLink };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/admin/workspaces": {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { "application/json": NewWorkspace } };
      responses: {
        201: { headers: { [name: string]: unknown }; content: { "application/json": Workspace } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/admin/workspaces/{workspaceId}/keys": {
    post: {
      parameters: { query?: never; header?: never; path: { workspaceId: string }; cookie?: never };
      requestBody: { content: { "application/json": NewApiKey } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { "application/json": IssuedApiKey };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/admin/workspaces/{workspaceId}/connections": {
    post: {
      parameters: { query?: never; header?: never; path: { workspaceId: string }; cookie?: never };
      requestBody: { content: { "application/json": NewConnection } };
      responses: {
        201: { headers: { [name: string]: unknown }; content: { "application/json": Connection } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/admin/workspaces/{workspaceId}/agents": {
    post: {
      parameters: { query?: never; header?: never; path: { workspaceId: string }; cookie?: never };
      requestBody: { content: { "application/json": NewAgent } };
      responses: {
        201: { headers: { [name: string]: unknown }; content: { "application/json": Agent } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks": {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { "application/json": CreateWebhook } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { "application/json": CreatedWebhook };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Webhook[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}": {
    get: {
      parameters: { query?: never; header?: never; path: { webhookId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Webhook } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    patch: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { webhookId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": UpdateWebhook } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Webhook } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    delete: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { webhookId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/recover": {
    post: {
      parameters: { query?: never; header?: never; path: { webhookId: string }; cookie?: never };
      requestBody: { content: { "application/json": Recover } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": RecoveryCount };
        };
        202: {
          headers: { [name: string]: unknown };
          content: { "application/json": StartedRecovery };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/recoveries": {
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path: { webhookId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Recovery[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/recoveries/{recoveryId}": {
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { webhookId: string; recoveryId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Recovery } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { webhookId: string; recoveryId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Recovery } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/.well-known/webhook-keys/{webhookId}": {
    get: {
      parameters: { query?: never; header?: never; path: { webhookId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": WebhookKeys } };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/test": {
    post: {
      parameters: { query?: never; header?: never; path: { webhookId: string }; cookie?: never };
      requestBody: { content: { "application/json": TestWebhook } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": TestResult } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/secret/rotate": {
    post: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { webhookId: string };
        cookie?: never;
      };
      requestBody?: { content: { "application/json": RotateSecret } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": RotatedSecret };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/preview": {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { "application/json": PreviewWebhook } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": WebhookPreview };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/check-url": {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { "application/json": CheckUrl } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": CheckedUrl } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/test/preview": {
    post: {
      parameters: { query?: never; header?: never; path: { webhookId: string }; cookie?: never };
      requestBody: { content: { "application/json": TestWebhook } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": TestPreview } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/connections": {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { "application/json": NewConnection } };
      responses: {
        201: { headers: { [name: string]: unknown }; content: { "application/json": Connection } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Connection[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/connections/{id}": {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Connection } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    patch: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": ConnectionPatch } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Connection } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    delete: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/connections/{id}/secret/rotate": {
    post: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": RotateConnectionSecret } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Connection } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/connections/{id}/secret/retire": {
    post: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Connection } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/connections/{id}/rejections": {
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Callback[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/agents": {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { "application/json": NewAgent } };
      responses: {
        201: { headers: { [name: string]: unknown }; content: { "application/json": Agent } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Agent[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/agents/{id}": {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Agent } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    patch: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": AgentPatch } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Agent } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    delete: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/workflows": {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { "application/json": NewWorkflow } };
      responses: {
        201: { headers: { [name: string]: unknown }; content: { "application/json": Workflow } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Workflow[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/workflows/{id}": {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Workflow } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    patch: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": WorkflowPatch } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Workflow } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    delete: {
      parameters: {
        query?: never;
        header?: { "if-match"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/api-keys": {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { "application/json": NewApiKey } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { "application/json": IssuedApiKey };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: ApiKey[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/api-keys/{id}": {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": ApiKey } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/providers": {
    get: {
      parameters: {
        query?: { language?: "en" | "es" | "pt" };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": ProviderList };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/subscriptions": {
    post: {
      parameters: { query?: never; header?: never; path: { webhookId: string }; cookie?: never };
      requestBody: { content: { "application/json": CreateSubscription } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { "application/json": Subscription };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path: { webhookId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Subscription[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/subscriptions/{subscriptionId}": {
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { webhookId: string; subscriptionId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": Subscription };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { webhookId: string; subscriptionId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": UpdateSubscription } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": Subscription };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { webhookId: string; subscriptionId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/deliveries": {
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path: { webhookId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Delivery[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/deliveries/{deliveryId}": {
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { webhookId: string; deliveryId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": DeliveryWithHistory };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/deliveries/{deliveryId}/retry": {
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { webhookId: string; deliveryId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        202: { headers: { [name: string]: unknown }; content: { "application/json": Delivery } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/deliveries": {
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Delivery[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/deliveries/{deliveryId}": {
    get: {
      parameters: { query?: never; header?: never; path: { deliveryId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": DeliveryWithHistory };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/deliveries/{deliveryId}/retry": {
    post: {
      parameters: { query?: never; header?: never; path: { deliveryId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        202: { headers: { [name: string]: unknown }; content: { "application/json": Delivery } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/webhooks/{webhookId}/deliveries/{deliveryId}/skip": {
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { deliveryId: string; webhookId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Delivery } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/deliveries/{deliveryId}/skip": {
    post: {
      parameters: { query?: never; header?: never; path: { deliveryId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Delivery } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/calls": {
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Call[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/calls/{callId}": {
    get: {
      parameters: { query?: never; header?: never; path: { callId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": CallStory } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/conversations/{conversationId}": {
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { conversationId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": ConversationStory };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/events": {
    post: {
      parameters: {
        query?: never;
        header?: { "Idempotency-Key"?: string };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": PublishEvent } };
      responses: {
        202: {
          headers: { [name: string]: unknown };
          content: { "application/json": PublishedEvent };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        422: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: ListedEvent[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/events/batch": {
    post: {
      parameters: {
        query?: never;
        header?: { "Idempotency-Key"?: string };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": PublishEvents } };
      responses: {
        202: {
          headers: { [name: string]: unknown };
          content: { "application/json": PublishedEvents };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        413: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        415: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        422: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/events/{eventId}": {
    get: {
      parameters: { query?: never; header?: never; path: { eventId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": EventWithData };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/events/{eventId}/replay": {
    post: {
      parameters: { query?: never; header?: never; path: { eventId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        202: { headers: { [name: string]: unknown }; content: { "application/json": Redelivered } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/event-types": {
    get: {
      parameters: {
        query?: {
          dialect?:
            | "agents-studio"
            | "subverse"
            | "talkover"
            | "11wire"
            | "standard"
            | "cloudevents";
          category?:
            | "call"
            | "whatsapp"
            | "sms"
            | "tool"
            | "voice"
            | "agent"
            | "conversation"
            | "contact"
            | "campaign"
            | "workflow"
            | "webhook"
            | "delivery";
          language?: "en" | "es" | "pt";
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": EventTypeList };
        };
        304: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/event-types/{key}": {
    get: {
      parameters: {
        query?: { language?: "en" | "es" | "pt" };
        header?: never;
        path: { key: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": EventType } };
        304: { headers: { [name: string]: unknown }; content: { [type: string]: never } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/event-keys": {
    get: {
      parameters: {
        query?: {
          language?: "en" | "es" | "pt";
          dialect?:
            | "agents-studio"
            | "subverse"
            | "talkover"
            | "11wire"
            | "standard"
            | "cloudevents";
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": EventKeyList };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/undelivered": {
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Undelivered[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/stats/deliveries": {
    get: {
      parameters: {
        query?: { period?: "1h" | "24h" | "7d" | "30d"; webhookId?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": DeliveryStats };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/stats/callbacks": {
    get: {
      parameters: {
        query?: { period?: "1h" | "24h" | "7d" | "30d"; connectionId?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": CallbackStats };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/stats/webhooks": {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": WebhookStatsList };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/callbacks": {
    get: {
      parameters: {
        query?: { page?: number; limit?: number; sort?: string; filter?: string; cursor?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { data: Callback[]; meta: ListMeta } };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/callbacks/{callbackId}": {
    get: {
      parameters: { query?: never; header?: never; path: { callbackId: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": CallbackWithBody };
        };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/callbacks/{callbackId}/replay": {
    post: {
      parameters: {
        query?: { force?: "true" | "false" };
        header?: never;
        path: { callbackId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Replayed } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        409: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        412: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
  "/v1/live": {
    get: {
      parameters: {
        query?: { kinds?: string };
        header?: { "X-Workspace-Id"?: string };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "text/event-stream": string } };
        400: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        401: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        403: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        404: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        406: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        429: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        503: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
        default: {
          headers: { [name: string]: unknown };
          content: { "application/problem+json": Problem };
        };
      };
    };
  };
};
