import type { Catalogue } from "./catalogue.ts";
import { advice } from "./messages/advice.pt.ts";
import { agents } from "./messages/agents.pt.ts";
import { common } from "./messages/common.pt.ts";
import { connections } from "./messages/connections.pt.ts";
import { deliveries } from "./messages/deliveries.pt.ts";
import { docs } from "./messages/docs.pt.ts";
import { endReason } from "./messages/end-reason.pt.ts";
import { errorClass } from "./messages/error-class.pt.ts";
import { errors } from "./messages/errors.pt.ts";
import { events } from "./messages/events.pt.ts";
import { fieldError } from "./messages/field-error.pt.ts";
import { keys } from "./messages/keys.pt.ts";
import { live } from "./messages/live.pt.ts";
import { nav } from "./messages/nav.pt.ts";
import { overview } from "./messages/overview.pt.ts";
import { rejection } from "./messages/rejection.pt.ts";
import { signIn } from "./messages/sign-in.pt.ts";
import { status } from "./messages/status.pt.ts";
import { ui } from "./messages/ui.pt.ts";
import { undelivered } from "./messages/undelivered.pt.ts";
import { undeliveredReason } from "./messages/undelivered-reason.pt.ts";
import { webhook } from "./messages/webhook.pt.ts";
import { webhookForm } from "./messages/webhook-form.pt.ts";
import { webhooks } from "./messages/webhooks.pt.ts";
import { workflows } from "./messages/workflows.pt.ts";

export const messages: Catalogue = {
  advice,
  agents,
  common,
  connections,
  deliveries,
  docs,
  endReason,
  errorClass,
  errors,
  events,
  fieldError,
  keys,
  live,
  nav,
  overview,
  rejection,
  signIn,
  status,
  ui,
  undelivered,
  undeliveredReason,
  webhook,
  webhookForm,
  webhooks,
  workflows,
};
