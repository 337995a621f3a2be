import type { JSX } from "preact";

/** Turns; whoever shows it says in words what is waited for. */
export function Spinner(): JSX.Element {
  return (
    <svg class="spinner" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <circle class="spinner-track" cx="8" cy="8" r="6" />
      <path d="M14 8a6 6 0 0 0-6-6" />
    </svg>
  );
}
