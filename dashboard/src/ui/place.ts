const GAP = 6;
const EDGE = 8;

/** Puts what floats below its anchor, above it where there is no room, and always inside the window. */
export function placeBeside(floating: HTMLElement, anchor: HTMLElement): void {
  const from = anchor.getBoundingClientRect();
  const { width, height } = floating.getBoundingClientRect();
  const below = from.bottom + GAP;
  const fits = below + height <= innerHeight - EDGE;
  const top = fits ? below : Math.max(EDGE, from.top - GAP - height);
  const left = Math.min(Math.max(EDGE, from.right - width), innerWidth - width - EDGE);
  floating.style.top = `${top}px`;
  floating.style.left = `${Math.max(EDGE, left)}px`;
}
