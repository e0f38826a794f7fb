/** The process: settings from the environment, greeting, signals, exit. Everything else is in main.ts. */
import { setFlagsFromString } from 'node:v8';
import type { Running } from './main.js';
import { type Config, giveWay, type Log, readConfig } from './platform/index.js';

const STOP_LIMIT_MS = 10_000;
/** How far the heap may outgrow what lives in it before it is collected. Left to itself V8 lets a busy server triple it. */
const HEAP_GROWTH_PERCENT = 50;

/** @throws Error in plain words when the settings, the store or the port do not allow a start */
export async function run(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env);
  // Mails may wait a little; whoever talks may not.
  if (config.ROLE === 'worker') giveWay();
  // Loaded late: what is wrong with the settings is told before the rest, which takes a second or two.
  const { startServer } = await import('./main.js');
  const running = await startServer(config);
  // Not before: what is loaded at the start stays, and would only be looked through time and again while it comes.
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  stopOnSignals(running);
  greet(running, config); // who reads it may press Ctrl+C already
  dieOfBugs(running.parts.log);
}

function stopOnSignals(running: Running): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A part that hangs must not keep the machine from going down; what it was doing is found again by the sweeps.
      setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
      void running.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

/** After an error nobody handled the process may be in any state; everything acknowledged is in the store, so it goes. */
function dieOfBugs(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ error: error instanceof Error ? error : new Error(String(error)) }, 'an error nobody handled');
      process.exit(1);
    });
  }
}

function greet({ url, demoAccounts }: Running, { DEMO, NODE_ENV, PUBLIC_URL }: Config): void {
  if (NODE_ENV === 'production') return;
  const at = PUBLIC_URL.endsWith(':0') ? url : PUBLIC_URL;
  const pages: [string, string][] = [
    ['Start', '/'],
    ['Console', '/console/'],
    ['Sample shop', '/demo/'],
    ['Mailbox', '/demo/mail'],
    ['Phones', '/demo/carrier'],
    ['API', '/api/docs/'],
  ];
  const lines = pages
    .filter(([, path]) => DEMO || path === '/console/' || path === '/api/docs/')
    .map(([name, path]) => `  ${name.padEnd(12)} ${at}${path}`);
  const people = demoAccounts.map(
    ({ role, email, password }) => `  ${role.padEnd(12)} ${email.padEnd(28)} ${password}`,
  );
  const signIns = people.length > 0 ? ['', 'Sign-ins of the demo:', ...people] : [];
  console.log(['', 'Payvand is running.', ...lines, ...signIns, ''].join('\n'));
}
