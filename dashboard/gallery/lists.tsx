import { useState } from "preact/hooks";
import { Badge } from "#dashboard/ui/badge.tsx";
import { Button, LinkButton } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Chart } from "#dashboard/ui/chart.tsx";
import { Segmented, Select, Switch } from "#dashboard/ui/choice.tsx";
import { CopyText } from "#dashboard/ui/code.tsx";
import { SearchInput } from "#dashboard/ui/input.tsx";
import { Card, Grid, Stack, Stat, Toolbar } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Sparkline } from "#dashboard/ui/sparkline.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import { HttpStatus, StatusBadge } from "#dashboard/ui/status.tsx";
import { type Column, type Sort, Table } from "#dashboard/ui/table.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import { Titled } from "#dashboard/ui/titled.tsx";
import { at, hours, wave } from "./samples.ts";

type Hook = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly status: string;
  readonly events: number;
  readonly minutes: number;
  readonly code: number | null;
};

const HOOKS: readonly Hook[] = [
  {
    id: "1",
    name: "CRM sync",
    url: "https://hooks.acme.example/crm/calls",
    status: "active",
    events: 8,
    minutes: 1,
    code: 200,
  },
  {
    id: "2",
    name: "Support alerts",
    url: "https://alerts.acme.example/v2/switchhook?team=support",
    status: "failing",
    events: 3,
    minutes: 12,
    code: 503,
  },
  {
    id: "3",
    name: "Data warehouse",
    url: "https://ingest.warehouse.example/telephony",
    status: "inactive",
    events: 21,
    minutes: 2880,
    code: null,
  },
  {
    id: "4",
    name: "Legacy billing with a name that is much longer than anybody expected",
    url: "https://billing.example/hook",
    status: "deactivated",
    events: 1,
    minutes: 9000,
    code: 410,
  },
];

export function Lists() {
  const [sort, setSort] = useState<Sort>({ by: "name", direction: "ascending" });
  const [period, setPeriod] = useState("24h");
  const columns: readonly Column<Hook>[] = [
    {
      id: "name",
      header: "Name",
      primary: true,
      sortable: true,
      cell: ({ name, url }) => <Titled title={name} note={url} />,
    },
    {
      id: "status",
      header: "Status",
      cell: ({ status }) => <StatusBadge of="webhook" value={status} />,
    },
    { id: "events", header: "Events", align: "end", sortable: true, cell: ({ events }) => events },
    {
      id: "traffic",
      header: "24 h",
      isShrunk: true,
      cell: ({ id, events }) => (
        <Sparkline
          label="1,204 delivered, 12 failed"
          values={wave(24, events)}
          bad={wave(24, id === "2" ? 6 : 0)}
        />
      ),
    },
    {
      id: "last",
      header: "Last delivery",
      cell: ({ minutes }) => <RelativeTime at={at(-minutes)} />,
    },
    { id: "code", header: "Answer", cell: ({ code }) => <HttpStatus status={code} /> },
    {
      id: "on",
      header: "On",
      hideHeader: true,
      isShrunk: true,
      cell: ({ name, status }) => (
        <Switch label={name} hideLabel checked={status === "active"} onChange={() => undefined} />
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Where your events go. Each webhook is an endpoint of yours with the events that it wants."
        actions={
          <>
            <Segmented
              label="Period"
              value={period}
              options={["1h", "24h", "7d", "30d"].map((value) => ({ value, label: value }))}
              onChange={setPeriod}
            />
            <LinkButton href="/dashboard/webhooks/new" variant="primary" icon="plus">
              New webhook
            </LinkButton>
          </>
        }
      />
      <Stack gap={5}>
        <Callout
          tone="warn"
          title="Support alerts has been failing for 12 minutes"
          action={<Button size="sm">See what it answered</Button>}
        >
          Its endpoint answers 503. Deliveries are kept and tried again until tomorrow, 14:20.
        </Callout>
        <Grid min={150}>
          <Stat label="Delivered" value="48,203" note="+4 % against yesterday" />
          <Stat label="Success rate" value="99.2 %" tone="good" note="312 failed attempts" />
          <Stat
            label="Waiting"
            value="18"
            tone="warn"
            note="oldest for 12 min"
            href="/dashboard/lists"
          />
          <Stat label="Latency p95" value="240 ms" note="p50 38 ms" />
        </Grid>
        <Grid min={380}>
          <Card title="Deliveries" description="Per hour, by how they ended">
            <Chart
              label="Deliveries per hour"
              kind="bars"
              at={hours(24)}
              series={[
                { label: "Delivered", tone: "good", values: wave(24, 40) },
                { label: "Failed", tone: "bad", values: wave(24, 6) },
                { label: "Suppressed", tone: "neutral", values: wave(24, 3) },
              ]}
            />
          </Card>
          <Card title="Latency" description="Until the endpoint has answered">
            <Chart
              label="Latency"
              kind="lines"
              at={hours(24)}
              format={(ms) => `${Math.round(ms)} ms`}
              series={[
                { label: "p50", values: wave(24, 40).map((value) => value + 20) },
                {
                  label: "p95",
                  tone: "warn",
                  isDashed: true,
                  values: wave(24, 90).map((value) => value + 120),
                },
              ]}
            />
          </Card>
        </Grid>
        <section aria-label="List">
          <Toolbar>
            <SearchInput label="Search webhooks" value="" onSearch={() => undefined} />
            <Select
              label="Status"
              hideLabel
              name="status"
              value="all"
              options={[
                { value: "all", label: "All states" },
                { value: "active", label: "Active" },
              ]}
              onChange={() => undefined}
            />
          </Toolbar>
          <Table
            label="Webhooks"
            rows={HOOKS}
            columns={columns}
            rowKey={({ id }) => id}
            rowHref={({ id }) => `/dashboard/lists?id=${id}`}
            sort={sort}
            onSort={setSort}
          />
        </section>
        <Card title="Ids" isFlush>
          <Table
            label="Ids"
            isDense
            rows={HOOKS}
            rowKey={({ id }) => id}
            columns={[
              {
                id: "id",
                header: "Delivery",
                primary: true,
                cell: () => (
                  <CopyText label="id" text="01a1fd8a-072d-7227-b19b-c11c4fc8f524" short />
                ),
              },
              {
                id: "event",
                header: "Event",
                cell: () => <span class="mono">call.callEnded</span>,
              },
              {
                id: "status",
                header: "Status",
                cell: ({ id }) => (
                  <StatusBadge
                    of="delivery"
                    value={["delivered", "pending", "failed", "suppressed"][Number(id) - 1] ?? ""}
                  />
                ),
              },
              { id: "test", header: "Kind", cell: () => <Badge>Test</Badge> },
            ]}
          />
        </Card>
        <Card>
          <Empty
            icon="webhook"
            title="No webhooks yet"
            action={
              <Button variant="primary" icon="plus">
                New webhook
              </Button>
            }
          >
            A webhook sends the events of your calls to a URL of yours. Make one, send it a test,
            and see the answer here.
          </Empty>
        </Card>
      </Stack>
    </>
  );
}
