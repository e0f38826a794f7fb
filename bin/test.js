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

const CHECKS = [
  ['types of the server', bin('tsc'), '-p', 'tsconfig.json'],
  ['types of the console', bin('tsc'), '-p', 'agents/tsconfig.json'],
  ['types of the widget', bin('tsc'), '-p', 'widgets/tsconfig.json'],
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

/** Installs what is missing where that is ours to do; elsewhere says what will be left out, and how to get it. */
function providePrograms() {
  const wanted = PROGRAMS.filter((program) => !isBest(program));
  const mayInstall = existsSync('/etc/debian_version') && (process.getuid?.() === 0 || process.env.CI);
  if (wanted.length > 0 && mayInstall && apt('update')) {
    for (const { packages, answers } of wanted) {
      if (answers) asRoot(['debconf-set-selections'], { input: answers });
      packages.some((names) => has(names) || install(names.split(' ')));
    }
  }
  return PROGRAMS.filter((program) => !isThere(program));
}

/** First from the network, within a limit; what was fetched is then put in place without one, or it would be half installed. */
function install(names) {
  const args = ['install', '-y', '--no-install-recommends', ...names];
  return apt('--download-only', ...args) && apt(...args);
}

/** @returns {boolean} whether it went well; what is there already serves when it did not */
function apt(...args) {
  const { status } = asRoot(['apt-get', '-qq', '-o', 'Acquire::http::Timeout=20', ...args], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    ...(args.includes('--download-only') && { timeout: DOWNLOAD_LIMIT_MS }),
  });
  if (status !== 0) console.error(`apt-get ${args.join(' ')} failed.`);
  return status === 0;
}

function asRoot(command, options) {
  const [first, ...rest] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  return spawnSync(first, rest, options);
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
async function runChecks() {
  const left = [...CHECKS];
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

const leftOut = chosen.length > 0 ? [] : providePrograms();
const { build } = await import('./build.js');
await build();
const checks = chosen.length > 0 ? [] : await runChecks();
const tests = runTests();
for (const { packages, suites } of leftOut) {
  console.warn(`\nLEFT OUT: ${suites}. On Debian: apt-get install ${packages[0]}`);
}
const failed = tests.failed + checks.filter((good) => !good).length;
console.log(`${tests.passed + checks.filter(Boolean).length} passed, ${failed} failed, ${tests.skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
