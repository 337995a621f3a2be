import { useCallback } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";

export type Navigate = (url: string, options?: { readonly replace?: boolean }) => void;

export function useNavigate(): Navigate {
  const { route } = useLocation();
  return useCallback((url, { replace = false } = {}) => route(url, replace), [route]);
}

/** Parameters of the path, by name: `const { id } = useParams("id")`. */
export function useParams<Name extends string>(
  ...names: readonly Name[]
): Readonly<Record<Name, string>> {
  const { params } = useRoute();
  const entries = names.map((name) => [name, params[name] ?? ""] as const);
  return Object.fromEntries(entries) as Record<Name, string>;
}
