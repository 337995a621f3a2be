import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useNavigate, useParams } from "#dashboard/app/navigate.ts";
import { Loading } from "#dashboard/ui/states.tsx";
import { tabHref } from "./tabs.ts";

/** `/dashboard/webhooks/:id/test` is the page's tab. */
export function TestRedirect(): JSX.Element {
  const { id } = useParams("id");
  const go = useNavigate();
  useEffect(() => go(tabHref(id, "test"), { replace: true }), [id, go]);
  return <Loading />;
}
