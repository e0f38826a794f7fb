#!/usr/bin/env node
// `npm test`: everything that must hold, the same here and in CI. `npm test -- test/queues` runs those tests only, without the checks.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const chosen = process.argv.slice(2);
const bin = (name) => join(root, 'node_modules/.bin', name);

/** Programs from the system that some suites need, and what is left out without them. */
const PROGRAMS = [
  { name: 'chromium', has: ['chromium', 'chromium-browser', 'google-chrome'], suites: 'the browser tests' },
  { name: 'redis-server', has: ['redis-server'], suites: 'the tests on Redis' },
];

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

const has = (programs) => programs.some((program) => spawnSync('which', [program], { stdio: 'ignore' }).status === 0);

/** Installs what is missing where that is ours to do; elsewhere says what will be left out, and how to get it. */
function providePrograms() {
  const missing = PROGRAMS.filter((program) => !has(program.has));
  if (missing.length === 0) return [];
  const names = missing.map(({ name }) => name);
  const debian = existsSync('/etc/debian_version');
  if (debian && (process.getuid?.() === 0 || process.env.CI)) {
    const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) => {
      const [command, ...rest] = [...sudo, 'apt-get', '-qq', ...args];
      execFileSync(command, rest, { stdio: 'inherit', env });
    };
    console.log(`Installing ${names.join(' and ')} from Debian's packages.`);
    try {
      apt('update');
      apt('install', '-y', '--no-install-recommends', ...names);
    } catch (error) {
      console.error(`That failed: ${error.message}`);
    }
  }
  return missing.filter((program) => !has(program.has));
}

function runCheck([title, command, ...args]) {
  const started = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return status === 0;
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
const checks = chosen.length > 0 ? [] : CHECKS.map(runCheck);
const tests = runTests();
for (const { name, suites } of leftOut) {
  console.warn(`\nLEFT OUT: ${suites}, because ${name} is not installed. On Debian: apt-get install ${name}`);
}
const failed = tests.failed + checks.filter((good) => !good).length;
console.log(`${tests.passed + checks.filter(Boolean).length} passed, ${failed} failed, ${tests.skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
