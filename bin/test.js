#!/usr/bin/env node
// `npm test`: everything that must hold, the same here and in CI. `npm test -- test/queues` runs those tests only, without the checks.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const chosen = process.argv.slice(2);
const bin = (name) => join(root, 'node_modules/.bin', name);

/**
 * Programs from the system that some suites need, the best first: Chromium without a window's own pages starts and runs the
 * same tests in half the time of the whole browser.
 */
const PROGRAMS = [
  {
    packages: ['chromium-headless-shell', 'chromium'],
    commands: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    suites: 'the browser tests',
  },
  { packages: ['redis-server'], commands: ['redis-server'], suites: 'the tests on Redis' },
  {
    packages: ['postfix'],
    commands: ['postfix'],
    suites: 'the tests of mail through Postfix',
    // The tests start one of their own; the machine's is to stay off.
    answers: 'postfix postfix/main_mailer_type select No configuration',
  },
  { packages: ['dovecot-imapd dovecot-lmtpd'], commands: ['dovecot'], suites: 'the tests on Dovecot' },
];

const DOWNLOAD_LIMIT_MS = 180_000;

/** The compiler that is no JavaScript any more checks in a third of the time; as `typescript` other tools still need the former. */
const TSC = join(root, 'node_modules/typescript-native/bin/tsc');

const BUILD = ['build', process.execPath, join(root, 'bin/build.js')];

/** One thread each: several of them take twice the memory, and the other checks run beside. */
const types = (project) => [process.execPath, TSC, '--singleThreaded', '-p', project];

/** What takes longest begins first. */
const CHECKS = [
  ['types of the server', ...types('tsconfig.json')],
  ['types of the console', ...types('agents/tsconfig.json')],
  BUILD,
  ['types of the widget', ...types('widgets/tsconfig.json')],
  ['format and lint', bin('biome'), 'check', '.'],
  [
    'import rules',
    bin('depcruise'),
    '--config',
    '.dependency-cruiser.cjs',
    ...frontEnds('server', 'channels', 'widgets/src', 'agents/src'),
  ],
  ['unused files, exports and packages', bin('knip')],
];

function frontEnds(...folders) {
  return folders.filter((folder) => existsSync(join(root, folder)));
}

const has = (command) => spawnSync('which', [command], { stdio: 'ignore' }).status === 0;
const isThere = ({ commands }) => commands.some(has);
const isBest = ({ commands }) => has(commands[0]);

/**
 * Installs what is missing where that is ours to do; elsewhere says what will be left out, and how to get it.
 * @returns {Promise<typeof PROGRAMS>} what is not there
 */
async function providePrograms() {
  const wanted = PROGRAMS.filter((program) => !isBest(program));
  const mayInstall = existsSync('/etc/debian_version') && (process.getuid?.() === 0 || process.env.CI);
  if (wanted.length > 0 && mayInstall && (await apt('update'))) for (const program of wanted) await provide(program);
  return PROGRAMS.filter((program) => !isThere(program));
}

async function provide({ packages, answers }) {
  if (answers) await asRoot(['debconf-set-selections'], {}, answers);
  for (const names of packages) if (has(names) || (await install(names.split(' ')))) return;
}

/** First from the network, within a limit; what was fetched is then put in place without one, or it would be half installed. */
async function install(names) {
  const args = ['install', '-y', '--no-install-recommends', ...names];
  return (await apt('--download-only', ...args)) && (await apt(...args));
}

/** @returns {Promise<boolean>} whether it went well; what is there already serves when it did not */
async function apt(...args) {
  const good = await asRoot(['apt-get', '-qq', '-o', 'Acquire::http::Timeout=20', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    ...(args.includes('--download-only') && { timeout: DOWNLOAD_LIMIT_MS }),
  });
  if (!good) console.error(`apt-get ${args.join(' ')} failed.`);
  return good;
}

/** @returns {Promise<boolean>} whether it went well */
function asRoot(command, options, input = '') {
  const [first, ...rest] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  return new Promise((resolve) => {
    const child = spawn(first, rest, { stdio: ['pipe', 'inherit', 'inherit'], ...options });
    child.on('error', () => resolve(false));
    // Not 'close': a service that an installation starts may keep what it was given.
    child.on('exit', (status) => resolve(status === 0));
    child.stdin.on('error', () => undefined); // who does not read ends as it ends
    child.stdin.end(input);
  });
}

/** What it says is shown when it ends, in one piece. */
function runCheck([title, command, ...args]) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args);
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => said.push(piece));
    child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (status) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stdout.write(Buffer.concat(said));
      console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
      resolve(status === 0);
    });
  });
}

/** As many at once as there are processors. @returns {Promise<boolean[]>} */
async function runChecks(checks) {
  const left = [...checks];
  const results = [];
  const oneAfterAnother = async () => {
    for (let check = left.shift(); check; check = left.shift()) results.push(await runCheck(check));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, oneAfterAnother));
  return results;
}

/** @returns {{passed: number, failed: number, skipped: number}} */
function runTests() {
  const report = join(root, 'dist/.test-report.json');
  rmSync(report, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...chosen];
  const { status } = spawnSync(bin('vitest'), args, { stdio: 'inherit' });
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that cannot even be loaded has no failed tests, but the run has failed.
  const failed = numFailedTests || (status === 0 ? 0 : 1);
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

// What is installed waits for the network more than for a processor.
const [leftOut, checks] = await Promise.all(
  chosen.length > 0 ? [[], runChecks([BUILD])] : [providePrograms(), runChecks(CHECKS)],
);
const tests = runTests();
for (const { packages, suites } of leftOut) {
  console.warn(`\nLEFT OUT: ${suites}. On Debian: apt-get install ${packages[0]}`);
}
const failed = tests.failed + checks.filter((good) => !good).length;
console.log(`${tests.passed + checks.filter(Boolean).length} passed, ${failed} failed, ${tests.skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
