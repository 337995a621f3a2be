import { Hono } from "hono";
import { type ConsoleFiles, dashboardFileRoutes } from "./dashboard-files.ts";
import { type DashboardSessionDependencies, dashboardSessionRoutes } from "./dashboard-session.ts";

export type DashboardDependencies = DashboardSessionDependencies & { readonly files: ConsoleFiles };

/** The console. What it shows it has from `/v1`, like everybody else. */
export function dashboardRoutes(dependencies: DashboardDependencies) {
  return new Hono()
    .route("/", dashboardSessionRoutes(dependencies))
    .route("/", dashboardFileRoutes(dependencies.files));
}
