import { z } from "@hono/zod-openapi";
import type { WorkflowView } from "#src/pipeline/configuration-ports.ts";
import { Time } from "./common.ts";
import { Name } from "./provisioning.ts";

/** As in a publication: whatever an event can name. */
const Reference = z
  .string()
  .regex(/^[^\p{Cc}]{1,256}$/u, {
    error: "must have 1 to 256 characters, none of them a control character",
  })
  .openapi({
    example: "wf_42",
    description: "The id by which published events name it; one workflow's only.",
  });

export const NewWorkflowBody = z
  .strictObject({
    name: Name,
    reference: Reference.optional().openapi({ description: "Left out, it is the id." }),
  })
  .openapi("NewWorkflow");

export const WorkflowPatchBody = z
  .strictObject({ name: Name.optional(), reference: Reference.optional() })
  .openapi("WorkflowPatch");

export const WorkflowBody = z
  .object({
    id: z.uuid(),
    name: z.string(),
    reference: z.string(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("Workflow");

export function workflowBody(workflow: WorkflowView): z.input<typeof WorkflowBody> {
  const { id, name, reference, createdAt, updatedAt } = workflow;
  return {
    id,
    name,
    reference,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
