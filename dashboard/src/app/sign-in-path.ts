export const SIGN_IN = "/dashboard/sign-in";
const HOME = "/dashboard";

/** Where to go after the sign-in: a page of the console, never an address that somebody else put into the link. */
export function returnPath(): string {
  const wanted = new URLSearchParams(location.search).get("return") ?? HOME;
  if (!URL.canParse(wanted, location.origin)) return HOME;
  const { origin, pathname, search } = new URL(wanted, location.origin);
  const isOwn = origin === location.origin && /^\/dashboard(\/|$)/.test(pathname);
  return isOwn && pathname !== SIGN_IN ? pathname + search : HOME;
}
