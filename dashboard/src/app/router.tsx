import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { ErrorBoundary } from "preact-iso/lazy";
import { Route, Router, useLocation } from "preact-iso/router";
import { awaitArrival } from "./arrival.ts";
import { Faults } from "./faults.tsx";
import { MissingScreen } from "./missing-screen.tsx";
import { NoScopeScreen } from "./no-scope-screen.tsx";
import { type Route as OwnRoute, ROUTES } from "./routes.ts";
import { can } from "./session.ts";

/** A screen's script is on its way. */
export const isTravelling = signal(false);

export function Screens(): JSX.Element {
  return (
    <ErrorBoundary>
      <Router
        onRouteChange={awaitArrival}
        onLoadStart={() => {
          isTravelling.value = true;
        }}
        onLoadEnd={() => {
          isTravelling.value = false;
        }}
      >
        {ROUTES.map((route) => (
          <Route key={route.path} path={route.path} component={guarded(route)} />
        ))}
        <Route default component={MissingScreen} />
      </Router>
    </ErrorBoundary>
  );
}

const guards = new Map<string, () => JSX.Element>();

/** One component per route, however often the table is read: another one would be another screen. */
function guarded(route: OwnRoute): () => JSX.Element {
  const { scope, screen: Screen } = route;
  const known = guards.get(route.path);
  if (known !== undefined) return known;
  function Guard(): JSX.Element {
    const { path } = useLocation();
    if (scope !== undefined && !can(scope)) return <NoScopeScreen scope={scope} />;
    return (
      <Faults path={path}>
        <Screen />
      </Faults>
    );
  }
  guards.set(route.path, Guard);
  return Guard;
}
