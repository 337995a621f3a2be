import { advice } from "./messages/advice.en.ts";
import { agents } from "./messages/agents.en.ts";
import { common } from "./messages/common.en.ts";
import { connections } from "./messages/connections.en.ts";
import { deliveries } from "./messages/deliveries.en.ts";
import { docs } from "./messages/docs.en.ts";
import { endReason } from "./messages/end-reason.en.ts";
import { errorClass } from "./messages/error-class.en.ts";
import { errors } from "./messages/errors.en.ts";
import { events } from "./messages/events.en.ts";
import { fieldError } from "./messages/field-error.en.ts";
import { keys } from "./messages/keys.en.ts";
import { live } from "./messages/live.en.ts";
import { nav } from "./messages/nav.en.ts";
import { overview } from "./messages/overview.en.ts";
import { rejection } from "./messages/rejection.en.ts";
import { signIn } from "./messages/sign-in.en.ts";
import { status } from "./messages/status.en.ts";
import { ui } from "./messages/ui.en.ts";
import { undelivered } from "./messages/undelivered.en.ts";
import { undeliveredReason } from "./messages/undelivered-reason.en.ts";
import { webhook } from "./messages/webhook.en.ts";
import { webhookForm } from "./messages/webhook-form.en.ts";
import { webhooks } from "./messages/webhooks.en.ts";
import { workflows } from "./messages/workflows.en.ts";

/** The source: what the other languages have to be a translation of. */
export const messages = {
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
