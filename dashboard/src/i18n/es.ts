import type { Catalogue } from "./catalogue.ts";
import { advice } from "./messages/advice.es.ts";
import { agents } from "./messages/agents.es.ts";
import { common } from "./messages/common.es.ts";
import { connections } from "./messages/connections.es.ts";
import { deliveries } from "./messages/deliveries.es.ts";
import { docs } from "./messages/docs.es.ts";
import { endReason } from "./messages/end-reason.es.ts";
import { errorClass } from "./messages/error-class.es.ts";
import { errors } from "./messages/errors.es.ts";
import { events } from "./messages/events.es.ts";
import { fieldError } from "./messages/field-error.es.ts";
import { keys } from "./messages/keys.es.ts";
import { live } from "./messages/live.es.ts";
import { nav } from "./messages/nav.es.ts";
import { overview } from "./messages/overview.es.ts";
import { rejection } from "./messages/rejection.es.ts";
import { signIn } from "./messages/sign-in.es.ts";
import { status } from "./messages/status.es.ts";
import { ui } from "./messages/ui.es.ts";
import { undelivered } from "./messages/undelivered.es.ts";
import { undeliveredReason } from "./messages/undelivered-reason.es.ts";
import { webhook } from "./messages/webhook.es.ts";
import { webhookForm } from "./messages/webhook-form.es.ts";
import { webhooks } from "./messages/webhooks.es.ts";
import { workflows } from "./messages/workflows.es.ts";

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
