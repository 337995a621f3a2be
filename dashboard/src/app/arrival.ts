let isAwaited = false;

/** A screen was navigated to: whoever uses a screen reader has to hear of it. The first screen of a page is told anyway. */
export function awaitArrival(): void {
  isAwaited = true;
  arrive(document.querySelector<HTMLElement>("#main h1"));
}

/** The screen's heading is there; it may come after its data. */
export function arrive(heading: HTMLElement | null): void {
  if (!isAwaited || heading === null) return;
  isAwaited = false;
  heading.focus({ preventScroll: true });
}
