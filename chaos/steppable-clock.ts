/**
 * Loaded into a gateway before it (`node --import`): the suite tells it by how much its clock is wrong. What is measured,
 * `performance.now()` and timers, goes on as in a process whose system clock is set.
 */
const RealDate = Date;
const realNow = Date.now;
let offsetMs = 0;

RealDate.now = () => realNow() + offsetMs;
globalThis.Date = new Proxy(RealDate, {
  construct(target, values, self) {
    return Reflect.construct(target, values.length === 0 ? [RealDate.now()] : values, self);
  },
  apply: () => new RealDate(RealDate.now()).toString(),
});

process.on("message", (message: { offsetMs: number }) => {
  offsetMs = message.offsetMs;
  process.send?.({ offsetMs });
});
// To be told keeps nobody from ending.
process.channel?.unref();
