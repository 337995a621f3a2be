import type { JSX } from "preact";

/** Two hooks that pass something on. */
export function Logo(): JSX.Element {
  return (
    <a class="logo" href="/dashboard">
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <rect class="logo-ground" width="24" height="24" rx="6" />
        <path
          class="logo-mark"
          d="M7 9.5a3.5 3.5 0 0 1 7 0v5a3.5 3.5 0 0 0 3.5-3.5M10.5 18a3.5 3.5 0 0 0 3.5-3.5M7 9.5v1.5"
        />
      </svg>
      <span>Switchhook</span>
    </a>
  );
}
