import { useState } from "preact/hooks";
import { ApiProblem } from "#dashboard/app/problem.ts";
import { Button, IconButton } from "#dashboard/ui/button.tsx";
import { Checkbox, Radios, Segmented, Select, Switch } from "#dashboard/ui/choice.tsx";
import { Combobox, type ComboOption } from "#dashboard/ui/combobox.tsx";
import { Fieldset, FormActions, FormProblem, FormRow } from "#dashboard/ui/field.tsx";
import { SecretInput, TextArea, TextInput } from "#dashboard/ui/input.tsx";
import { Card, Row, Split, Stack } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";

const AGENTS: readonly ComboOption[] = [
  { id: "1", label: "Customer support", note: "+34 900 123 456" },
  { id: "2", label: "Sales, Spanish", note: "inactive" },
  { id: "3", label: "Night desk" },
  { id: "4", label: "Retired", disabled: true },
];

const PROBLEM = new ApiProblem(400, {
  code: "invalid-request",
  detail: "The request is not valid.",
  errors: [
    { path: "url", message: "must be an https URL" },
    { path: "timeoutSeconds", message: "must be at most 30" },
  ],
  requestId: "01a1fd88-25a0-72e7-b3ed-d9a54ddce4ac",
});

function search(text: string): Promise<readonly ComboOption[]> {
  const wanted = text.toLowerCase();
  return Promise.resolve(AGENTS.filter(({ label }) => label.toLowerCase().includes(wanted)));
}

export function Controls() {
  const [url, setUrl] = useState("http://acme.example/hook");
  const [agents, setAgents] = useState<readonly ComboOption[]>(AGENTS.slice(0, 2));
  const [isOn, setIsOn] = useState(true);
  const [scope, setScope] = useState("all");
  const [text, setText] = useState('and(eq(direction,"inbound"),gt(durationMs,30000))');
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/lists", label: "Webhooks" }}
        title="New webhook"
        description="Six steps; nothing is sent before you save."
      />
      <Split
        side={
          <Card title="Buttons">
            <Stack gap={3}>
              <Row>
                <Button variant="primary">Primary</Button>
                <Button>Secondary</Button>
                <Button variant="ghost">Ghost</Button>
                <Button variant="danger" icon="trash">
                  Delete
                </Button>
              </Row>
              <Row>
                <Button variant="primary" busy>
                  Saving
                </Button>
                <Button disabled>Disabled</Button>
                <Button size="sm" icon="refresh">
                  Small
                </Button>
              </Row>
              <Row>
                <IconButton icon="edit" label="Edit" />
                <IconButton icon="copy" label="Copy" size="sm" />
                <IconButton icon="pause" label="Pause" pressed />
                <IconButton icon="trash" label="Delete" disabled />
              </Row>
              <Switch
                label="Active"
                checked={isOn}
                onChange={setIsOn}
                hint="Takes effect at once."
              />
              <Switch label="Off" checked={false} onChange={() => undefined} />
              <Switch label="Disabled" checked disabled onChange={() => undefined} />
              <Segmented
                label="Theme"
                value="b"
                options={["a", "b", "c"].map((value) => ({ value, label: `Choice ${value}` }))}
                onChange={() => undefined}
              />
            </Stack>
          </Card>
        }
      >
        <Card title="Endpoint" description="Where the events are sent.">
          <Stack gap={4}>
            <FormProblem
              problem={PROBLEM}
              labels={{ url: "Webhook URL", timeoutSeconds: "Timeout" }}
            />
            <TextInput
              label="Webhook URL"
              name="url"
              type="url"
              isMono
              value={url}
              onInput={setUrl}
              error={PROBLEM.fields["url"]}
              hint="A public https address that answers 2xx within the timeout."
            />
            <FormRow>
              <TextInput
                label="Timeout"
                name="timeoutSeconds"
                type="number"
                value="45"
                suffix="seconds"
                onInput={() => undefined}
                error={PROBLEM.fields["timeoutSeconds"]}
              />
              <Select
                label="Format"
                name="dialect"
                value="subverse"
                options={[
                  { value: "subverse", label: "subverse" },
                  { value: "standard", label: "standard" },
                ]}
                onChange={() => undefined}
                hint="How events are named and signed."
              />
            </FormRow>
            <Radios
              label="Agents"
              name="scope"
              value={scope}
              onChange={setScope}
              options={[
                { value: "all", label: "All agents, including future ones" },
                {
                  value: "some",
                  label: "Only these",
                  hint: "Events of other agents are not sent.",
                },
              ]}
            />
            <Combobox
              label="Agents"
              name="agentIds"
              selected={agents}
              onChange={setAgents}
              search={search}
              optional
            />
            <TextArea label="Filter" name="filter" isMono value={text} onInput={setText} optional />
            <SecretInput
              label="Header value"
              name="secret"
              value="Bearer abc123"
              onInput={() => undefined}
            />
            <TextInput
              label="Read only"
              name="ro"
              value="whsec_…f3a1"
              readOnly
              isMono
              onInput={() => undefined}
              disabled
            />
            <Fieldset
              legend="Call events"
              hint="You must select at least one."
              error="Select at least one event."
            >
              <Checkbox
                label="Completed"
                checked
                onChange={() => undefined}
                hint="The call finished and was answered."
              />
              <Checkbox label="In queue" checked={false} indeterminate onChange={() => undefined} />
              <Checkbox label="Expired" checked={false} disabled onChange={() => undefined} />
            </Fieldset>
            <FormActions>
              <Button variant="primary">Save</Button>
              <Button>Save and test</Button>
              <Button variant="ghost">Cancel</Button>
            </FormActions>
          </Stack>
        </Card>
      </Split>
    </>
  );
}
