import { ApiProblem } from "#dashboard/app/problem.ts";
import { Badge, CountBadge } from "#dashboard/ui/badge.tsx";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Code, CopyText, InlineCode } from "#dashboard/ui/code.tsx";
import { Json } from "#dashboard/ui/json.tsx";
import { Card, Disclosure, KeyValue, Row, Split, Stack, Steps } from "#dashboard/ui/layout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import { Menu } from "#dashboard/ui/menu.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Progress, Share } from "#dashboard/ui/progress.tsx";
import { ErrorState, Loading, Skeleton } from "#dashboard/ui/states.tsx";
import { HttpStatus, Method, StatusBadge } from "#dashboard/ui/status.tsx";
import { LinkTabs, Tabs } from "#dashboard/ui/tabs.tsx";
import { Countdown, DateTime, Duration } from "#dashboard/ui/time.tsx";
import { Timeline } from "#dashboard/ui/timeline.tsx";
import { at } from "./samples.ts";

const BODY =
  '{"event":"call.callEnded","timestamp":"2026-11-21T15:02:14.000Z","durationMs":134000,"answered":true,"note":null,"html":"<img src=x onerror=alert(1)>","big":123456789012345678901,"empty":{},"list":[1,2]}';

export function Content() {
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/lists", label: "Deliveries" }}
        title="call.callEnded"
        status={<StatusBadge of="delivery" value="pending" />}
        actions={
          <>
            <Button icon="copy">Copy as curl</Button>
            <Button variant="primary" icon="replay">
              Retry now
            </Button>
            <Menu
              label="More actions"
              items={[
                { label: "Open the event", icon: "event", href: "/dashboard/lists" },
                { label: "Skip", icon: "skip" },
                { label: "Delete", icon: "trash", isDanger: true },
              ]}
            />
          </>
        }
        meta={
          <>
            <CopyText label="delivery id" text="01a1fd8a-072d-7227-b19b-c11c4fc8f524" />
            <DateTime at="2026-11-21T15:02:14.000Z" />
          </>
        }
      />
      <LinkTabs
        label="Parts"
        tabs={[
          { href: "?tab=a", label: "Attempts", count: 3, isCurrent: true },
          { href: "?tab=b", label: "Request", isCurrent: false },
          { href: "?tab=c", label: "Response", isCurrent: false },
          { href: "?tab=d", label: "Settings", isCurrent: false },
        ]}
      />
      <Split
        side={
          <>
            <Card title="Facts">
              <KeyValue
                items={[
                  { label: "Webhook", value: <Link href="/dashboard/lists">CRM sync</Link> },
                  { label: "Next attempt", value: <Countdown to={at(3)} /> },
                  { label: "Duration", value: <Duration ms={2340} /> },
                  { label: "Answer", value: <HttpStatus status={503} /> },
                  { label: "Method", value: <Method method="POST" /> },
                ]}
              />
            </Card>
            <Card title="Recovery">
              <Stack gap={4}>
                <Progress label="1,204 of 4,000 queued" value={1204} max={4000} />
                <Progress label="Counting…" />
                <Share
                  label="Callbacks"
                  parts={[
                    { label: "Accepted", value: 920, tone: "good" },
                    { label: "Duplicate", value: 60, tone: "neutral" },
                    { label: "Rejected", value: 20, tone: "bad" },
                  ]}
                />
              </Stack>
            </Card>
            <Card title="States">
              <Stack gap={3}>
                <Row>
                  {["delivered", "pending", "failed", "suppressed"].map((value) => (
                    <StatusBadge key={value} of="delivery" value={value} />
                  ))}
                  {["active", "inactive", "failing", "deactivated"].map((value) => (
                    <StatusBadge key={value} of="webhook" value={value} />
                  ))}
                  {["accepted", "duplicate", "unreadable", "rejected"].map((value) => (
                    <StatusBadge key={value} of="callback" value={value} />
                  ))}
                  <Badge tone="accent">Test</Badge>
                  <CountBadge n={1204} tone="accent" />
                </Row>
                <Loading />
                <Skeleton />
              </Stack>
            </Card>
          </>
        }
      >
        <Card title="Attempts">
          <Timeline
            label="Attempts"
            items={[
              {
                id: "3",
                at: at(-1),
                tone: "bad",
                icon: "x",
                title: "Answered with an error",
                note: (
                  <Row>
                    <HttpStatus status={503} /> <Duration ms={1240} />
                  </Row>
                ),
                children: (
                  <Code
                    label="Response body"
                    text="upstream connect error or disconnect/reset before headers"
                    isWrapped
                  />
                ),
              },
              {
                id: "2",
                at: at(-6),
                tone: "bad",
                icon: "x",
                title: "No answer in time",
                note: <Duration ms={10_000} />,
              },
              {
                id: "1",
                at: at(-8),
                tone: "accent",
                icon: "delivery",
                title: "Created",
                children: "For the event call.callEnded.",
              },
              { id: "0", at: at(-8), tone: "good", icon: "check", title: "Callback accepted" },
            ]}
          />
        </Card>
        <Json label="Body" text={BODY} download="body.json" />
        <Code
          label="curl"
          text={`curl -X POST https://hooks.acme.example/crm/calls \\\n  -H 'webhook-id: 01a1fd8a-072d-7227-b19b-c11c4fc8f524' \\\n  --data-raw '${BODY}'`}
        />
        <Card title="Verify">
          <Tabs
            label="Language"
            tabs={[
              {
                id: "node",
                label: "Node",
                panel: () => (
                  <Code label="verify.mjs" text={'import { createHmac } from "node:crypto";'} />
                ),
              },
              {
                id: "py",
                label: "Python",
                panel: () => <Code label="verify.py" text="import hmac" />,
              },
            ]}
          />
        </Card>
        <Stack gap={3}>
          <Callout>
            A plain note with <InlineCode>code</InlineCode>.
          </Callout>
          <Callout tone="accent" title="For your information">
            It was created a moment ago.
          </Callout>
          <Callout tone="good">The endpoint has answered.</Callout>
          <Callout
            tone="bad"
            title="The signature does not match"
            action={<Button size="sm">Fix it</Button>}
          >
            The secret here is not the one that the provider signs with.
          </Callout>
        </Stack>
        <Card title="Steps">
          <Steps
            steps={[
              { title: "Open the provider's console", children: "Under Phone numbers." },
              { title: "Paste the URL" },
            ]}
          />
          <Disclosure summary="More">Hidden until it is asked for.</Disclosure>
        </Card>
        <Card>
          <ErrorState
            error={
              new ApiProblem(503, {
                code: "unavailable",
                detail: "The database does not answer.",
                errors: [],
                requestId: "01a1fd88",
              })
            }
            onRetry={() => undefined}
          />
        </Card>
      </Split>
    </>
  );
}
