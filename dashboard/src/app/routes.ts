import type { FunctionComponent } from "preact";
import lazy from "preact-iso/lazy";
import type { PlainKey } from "#dashboard/i18n/t.ts";
import type { IconName } from "#dashboard/ui/icon.tsx";

export type Route = {
  readonly path: string;
  readonly screen: FunctionComponent;
  /** Without it the screen is not loaded. */
  readonly scope?: string;
  /** The entry of the navigation that is marked while the screen is shown. */
  readonly nav?: NavId;
};

/** Every screen. A screen's script is loaded when it is first shown. */
export const ROUTES: readonly Route[] = [
  {
    path: "/dashboard/connections",
    screen: lazy(() =>
      import("#dashboard/screens/connections/connections-screen.tsx").then(
        (m) => m.ConnectionsScreen,
      ),
    ),
    scope: "connections:read",
    nav: "connections",
  },
  {
    path: "/dashboard/connections/new",
    screen: lazy(() =>
      import("#dashboard/screens/connections/new-connection-screen.tsx").then(
        (m) => m.NewConnectionScreen,
      ),
    ),
    scope: "connections:write",
    nav: "connections",
  },
  {
    path: "/dashboard/connections/:id",
    screen: lazy(() =>
      import("#dashboard/screens/connections/connection-screen.tsx").then(
        (m) => m.ConnectionScreen,
      ),
    ),
    scope: "connections:read",
    nav: "connections",
  },
  {
    path: "/dashboard/connections/:id/edit",
    screen: lazy(() =>
      import("#dashboard/screens/connections/edit-connection-screen.tsx").then(
        (m) => m.EditConnectionScreen,
      ),
    ),
    scope: "connections:write",
    nav: "connections",
  },
  {
    path: "/dashboard/webhooks",
    screen: lazy(() =>
      import("#dashboard/screens/webhooks/webhooks-screen.tsx").then((m) => m.WebhooksScreen),
    ),
    scope: "webhooks:read",
    nav: "webhooks",
  },
  {
    path: "/dashboard/webhooks/new",
    screen: lazy(() =>
      import("#dashboard/screens/webhooks/form/new-webhook-screen.tsx").then(
        (m) => m.NewWebhookScreen,
      ),
    ),
    scope: "webhooks:write",
    nav: "webhooks",
  },
  {
    path: "/dashboard/webhooks/:id/edit",
    screen: lazy(() =>
      import("#dashboard/screens/webhooks/form/edit-webhook-screen.tsx").then(
        (m) => m.EditWebhookScreen,
      ),
    ),
    scope: "webhooks:write",
    nav: "webhooks",
  },
  {
    path: "/dashboard/webhooks/:id",
    screen: lazy(() =>
      import("#dashboard/screens/webhook/webhook-screen.tsx").then((m) => m.WebhookScreen),
    ),
    scope: "webhooks:read",
    nav: "webhooks",
  },
  {
    path: "/dashboard/webhooks/:id/test",
    screen: lazy(() =>
      import("#dashboard/screens/webhook/test-redirect.tsx").then((m) => m.TestRedirect),
    ),
    scope: "webhooks:read",
    nav: "webhooks",
  },
  {
    path: "/dashboard/callbacks/:id",
    screen: lazy(() =>
      import("#dashboard/screens/events/callback-screen.tsx").then((m) => m.CallbackScreen),
    ),
    scope: "events:read",
    nav: "events",
  },
  {
    path: "/dashboard/calls/:id",
    screen: lazy(() =>
      import("#dashboard/screens/events/call-screen.tsx").then((m) => m.CallScreen),
    ),
    scope: "events:read",
    nav: "calls",
  },
  {
    path: "/dashboard/calls",
    screen: lazy(() =>
      import("#dashboard/screens/events/calls-screen.tsx").then((m) => m.CallsScreen),
    ),
    scope: "events:read",
    nav: "calls",
  },
  {
    path: "/dashboard/events/:id",
    screen: lazy(() =>
      import("#dashboard/screens/events/event-screen.tsx").then((m) => m.EventScreen),
    ),
    scope: "events:read",
    nav: "events",
  },
  {
    path: "/dashboard/events",
    screen: lazy(() =>
      import("#dashboard/screens/events/events-screen.tsx").then((m) => m.EventsScreen),
    ),
    scope: "events:read",
    nav: "events",
  },
  {
    path: "/dashboard/undelivered",
    screen: lazy(() =>
      import("#dashboard/screens/undelivered/undelivered-screen.tsx").then(
        (m) => m.UndeliveredScreen,
      ),
    ),
    scope: "events:read",
    nav: "undelivered",
  },
  {
    path: "/dashboard/live",
    screen: lazy(() => import("#dashboard/screens/live/live-screen.tsx").then((m) => m.LiveScreen)),
    scope: "events:read",
    nav: "live",
  },
  {
    path: "/dashboard/deliveries",
    screen: lazy(() =>
      import("#dashboard/screens/deliveries/deliveries-screen.tsx").then((m) => m.DeliveriesScreen),
    ),
    scope: "webhooks:read",
    nav: "deliveries",
  },
  {
    path: "/dashboard/deliveries/:id",
    screen: lazy(() =>
      import("#dashboard/screens/deliveries/delivery-screen.tsx").then((m) => m.DeliveryScreen),
    ),
    scope: "webhooks:read",
    nav: "deliveries",
  },
  {
    path: "/dashboard",
    screen: lazy(() =>
      import("#dashboard/screens/overview/overview-screen.tsx").then((m) => m.OverviewScreen),
    ),
    scope: "webhooks:read",
    nav: "overview",
  },
  {
    path: "/dashboard/agents",
    screen: lazy(() =>
      import("#dashboard/screens/agents/agents-screen.tsx").then((m) => m.AgentsScreen),
    ),
    scope: "agents:read",
    nav: "agents",
  },
  {
    path: "/dashboard/workflows",
    screen: lazy(() =>
      import("#dashboard/screens/workflows/workflows-screen.tsx").then((m) => m.WorkflowsScreen),
    ),
    scope: "workflows:read",
    nav: "workflows",
  },
  {
    path: "/dashboard/api-keys",
    screen: lazy(() => import("#dashboard/screens/keys/keys-screen.tsx").then((m) => m.KeysScreen)),
    scope: "keys:read",
    nav: "keys",
  },
  {
    path: "/dashboard/docs",
    screen: lazy(() => import("#dashboard/screens/docs/docs-screen.tsx").then((m) => m.DocsScreen)),
    nav: "docs",
  },
];

export type NavEntry = {
  readonly id: string;
  readonly href: string;
  readonly label: PlainKey;
  readonly icon: IconName;
};

export type NavGroup = { readonly label?: PlainKey; readonly entries: readonly NavEntry[] };

/** In their order. An entry is shown where its route is there and the session has its scope. */
export const NAVIGATION = [
  {
    entries: [{ id: "overview", href: "/dashboard", label: "nav.overview", icon: "home" }],
  },
  {
    label: "nav.send",
    entries: [
      { id: "webhooks", href: "/dashboard/webhooks", label: "nav.webhooks", icon: "webhook" },
      {
        id: "deliveries",
        href: "/dashboard/deliveries",
        label: "nav.deliveries",
        icon: "delivery",
      },
      {
        id: "undelivered",
        href: "/dashboard/undelivered",
        label: "nav.undelivered",
        icon: "undelivered",
      },
    ],
  },
  {
    label: "nav.observe",
    entries: [
      { id: "events", href: "/dashboard/events", label: "nav.events", icon: "event" },
      { id: "calls", href: "/dashboard/calls", label: "nav.calls", icon: "call" },
      { id: "live", href: "/dashboard/live", label: "nav.live", icon: "live" },
    ],
  },
  {
    label: "nav.configure",
    entries: [
      {
        id: "connections",
        href: "/dashboard/connections",
        label: "nav.connections",
        icon: "connection",
      },
      { id: "agents", href: "/dashboard/agents", label: "nav.agents", icon: "agent" },
      { id: "workflows", href: "/dashboard/workflows", label: "nav.workflows", icon: "workflow" },
      { id: "keys", href: "/dashboard/api-keys", label: "nav.keys", icon: "key" },
    ],
  },
  {
    label: "nav.help",
    entries: [{ id: "docs", href: "/dashboard/docs", label: "nav.docs", icon: "book" }],
  },
] as const satisfies readonly NavGroup[];

export type NavId = (typeof NAVIGATION)[number]["entries"][number]["id"];
