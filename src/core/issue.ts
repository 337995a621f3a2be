/** Where something in an input is wrong, and why. The path is dotted: `headers.X-Token`. */
export type Issue = { readonly path: string; readonly message: string };

export function issue(path: string, message: string): Issue {
  return { path, message };
}
