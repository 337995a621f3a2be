import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import lazy, { ErrorBoundary } from "preact-iso/lazy";
import { LocationProvider, useLocation } from "preact-iso/router";
import { messages } from "#dashboard/i18n/language.ts";
import { ToastRegion } from "#dashboard/ui/toast-region.tsx";
import { Faults } from "./faults.tsx";
import { useNavigate } from "./navigate.ts";
import { session } from "./session.ts";
import { Shell } from "./shell.tsx";
import { returnPath, SIGN_IN } from "./sign-in-path.ts";

const SignInScreen = lazy(() =>
  import("#dashboard/screens/sign-in/sign-in-screen.tsx").then((m) => m.SignInScreen),
);

/** Links to the console's own pages and to another query of the same page; all others leave it. */
const OWN = /^(\/dashboard(\/|\?|$)|\?)/;

export function Console(): JSX.Element | null {
  // Until there is text and an answer there is nothing to show; both come at once.
  if (messages.value === null || session.value === undefined) return null;
  return (
    <LocationProvider scope={OWN}>
      <Faults>
        <ErrorBoundary>
          <Inside />
        </ErrorBoundary>
      </Faults>
      <ToastRegion />
    </LocationProvider>
  );
}

/** With a session the console, without one the way in; each leads to the other by the address. */
function Inside(): JSX.Element {
  const { path } = useLocation();
  const navigate = useNavigate();
  const isSignedIn = session.value !== null;
  const isAtDoor = path === SIGN_IN;
  useEffect(() => {
    // The fragment of a link may be another credential, which the screen is still to try.
    if (isSignedIn && isAtDoor && location.hash === "") navigate(returnPath(), { replace: true });
    if (!isSignedIn && !isAtDoor) {
      const here = location.pathname + location.search;
      navigate(`${SIGN_IN}?return=${encodeURIComponent(here)}`, { replace: true });
    }
  }, [isSignedIn, isAtDoor, navigate]);
  return isSignedIn && !isAtDoor ? <Shell /> : <SignInScreen />;
}
