import { METHOD_NAME_ALL } from "hono/router";
import { TrieRouter } from "hono/router/trie-router";

type Route = { readonly method: string; readonly path: string };

/** Which methods do a path's routes answer? Middleware, which stands for all methods, does not count. */
export function methodsByPath(routes: readonly Route[]): (path: string) => readonly string[] {
  const methods = [...new Set(routes.map(({ method }) => method))];
  const router = new TrieRouter<string>();
  for (const { method, path } of routes) {
    if (method !== METHOD_NAME_ALL) router.add(method, path, method);
  }
  return (path) => {
    const known = methods.filter((method) => router.match(method, path)[0].length > 0);
    return known.includes("GET") ? [...known, "HEAD"] : known;
  };
}
