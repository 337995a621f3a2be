/** Told where somebody is about to go, instead of their going there. */
export type Doorkeeper = (url: string) => void;

type Post = { readonly keeper: Doorkeeper; readonly home: string };

let post: Post | null = null;

/** From now on nobody leaves the page by a link or by going back; the keeper decides. Ends with the function returned. */
export function keepDoor(keeper: Doorkeeper): () => void {
  const own = { keeper, home: location.pathname + location.search };
  post = own;
  return () => {
    if (post === own) post = null;
  };
}

function onClick(event: MouseEvent): void {
  const to = destinationOf(event);
  if (post === null || to === undefined || to === post.home) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  post.keeper(to);
}

function onPop(event: PopStateEvent): void {
  const to = location.pathname + location.search;
  // A part of the same page, as behind a link to `#main`, is no place to go to.
  if (post === null || to === post.home) return;
  // The router must not hear of it: it would take the page away. The address goes back to what is shown.
  event.stopImmediatePropagation();
  history.pushState(null, "", post.home);
  post.keeper(to);
}

/** Closing the page, and reloading it: the browser asks in its own words. */
function onClose(event: BeforeUnloadEvent): void {
  if (post !== null) event.preventDefault();
}

/** Events of the window go to its listeners in their order: called before the router is there, these are the first. */
export function watchDoor(): void {
  addEventListener("click", onClick, true);
  addEventListener("popstate", onPop);
  addEventListener("beforeunload", onClose);
}

/** The page of the console to which a click would lead in this window. */
function destinationOf(event: MouseEvent): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button !== 0) {
    return undefined;
  }
  const link = event.composedPath().find((element) => element instanceof HTMLAnchorElement);
  if (link === undefined || link.origin !== location.origin) return undefined;
  if (link.target !== "" && link.target !== "_self") return undefined;
  if ((link.getAttribute("href") ?? "").startsWith("#")) return undefined;
  return link.pathname + link.search;
}
