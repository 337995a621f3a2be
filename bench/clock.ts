/** Milliseconds of the machine's monotonic clock: the same in all processes, and no step of the wall clock moves it. */
export function clockMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}
