/**
 * `node --require shifted-clock.cjs`: this process's clock can be set. It begins CLOCK_AHEAD_MS ahead of the machine's, each SIGUSR2
 * sets it to the next of CLOCK_JUMPS_MS, around and around, and SIGWINCH sets it right.
 */
const Machine = globalThis.Date;
const jumps = (process.env.CLOCK_JUMPS_MS ?? '0').split(',').map(Number);
let aheadMs = Number(process.env.CLOCK_AHEAD_MS ?? 0);
let next = 0;
process.on('SIGUSR2', () => {
  aheadMs = jumps[next % jumps.length];
  next += 1;
});
process.on('SIGWINCH', () => {
  aheadMs = 0;
});

const machineNow = Machine.now.bind(Machine);
Machine.now = () => machineNow() + aheadMs;
globalThis.Date = new Proxy(Machine, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [Machine.now()] : given, made),
  apply: () => new Machine(Machine.now()).toString(),
});
