const PREFIX = "switchhook.";

/** What this browser was told to remember. Null as well where it keeps nothing, as in some private windows. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // It is shown all the same; it is only forgotten with the page.
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Then there is nothing to forget.
  }
}
