import type { Scenario } from "../context.ts";
import { backlog } from "./backlog.ts";
import { fairness } from "./fairness.ts";
import { fanOut } from "./fan-out.ts";
import { latency } from "./latency.ts";
import { lists } from "./lists.ts";
import { machine } from "./machine.ts";
import { stored } from "./stored.ts";
import { throughput } from "./throughput.ts";
import { webhooks } from "./webhooks.ts";
import { workers } from "./workers.ts";

/** In the order in which they run. */
export const scenarios: readonly Scenario[] = [
  machine,
  throughput,
  latency,
  fanOut,
  webhooks,
  backlog,
  workers,
  stored,
  lists,
  fairness,
];
