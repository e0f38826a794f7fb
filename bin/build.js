#!/usr/bin/env node
// Builds what is missing or stale: the server (esbuild, file by file, no type check), the console and the widget (vite).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const OF_FRONTS = ['server/contract', 'bin/build.js', 'package-lock.json'];
const OF_SERVER = [
  'server',
  'channels',
  'bin/build.js',
  'bin/bundle-packages.js',
  'package-lock.json',
  'tsconfig.base.json',
];

const DESCRIBE_API = 'server/platform/http/describe-api.ts';

/** What each part is made from and how, and what it leaves. The order does not matter: no part reads another's output. */
const PARTS = {
  server: { from: OF_SERVER, make: buildServer, out: 'server' },
  openapi: {
    from: ['server/contract', DESCRIBE_API, 'bin/describe-answers.js', 'bin/build.js', 'package-lock.json'],
    make: buildDescription,
    out: 'openapi.json',
  },
  agents: { from: ['agents', ...OF_FRONTS], make: () => buildFront('agents'), out: 'agents' },
  widgets: { from: ['widgets', ...OF_FRONTS], make: () => buildFront('widgets'), out: 'widgets' },
};

/**
 * Builds the named parts that are missing or whose sources changed since their last build.
 * @param {(keyof typeof PARTS)[]} names
 */
export async function build(names = Object.keys(PARTS)) {
  for (const [name, now] of stale(names)) {
    const started = Date.now();
    await PARTS[name].make();
    const stamp = stampOf(name);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, now);
    console.log(`built ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
}

/**
 * The same, in a process of its own where there is something to do: a server that bundled first would keep half a gigabyte for
 * as long as it runs.
 */
export function buildApart(names = Object.keys(PARTS)) {
  const missing = stale(names).map(([name]) => name);
  if (missing.length > 0)
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...missing], { stdio: 'inherit' });
}

/** @returns {[string, string][]} the names of parts to build, each with the fingerprint of its sources */
function stale(names) {
  return names
    .map((name) => [name, fingerprint(PARTS[name].from)])
    .filter(([name, now]) => {
      const stamp = stampOf(name);
      const there = existsSync(join(root, 'dist', PARTS[name].out)) && existsSync(stamp);
      return !there || readFileSync(stamp, 'utf8') !== now;
    });
}

const stampOf = (name) => join(root, 'dist', `.${name}`);

function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((p) => filesUnder(join(root, p)))) {
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [path];
  }
}

async function buildServer() {
  const { build: esbuild } = await import('esbuild');
  const { bundleOf, bundlePackages, isBundled } = await import('./bundle-packages.js');
  const out = join(root, 'dist');
  rmSync(join(out, 'server'), { recursive: true, force: true });
  rmSync(join(out, 'channels'), { recursive: true, force: true });
  const files = ['server', 'channels'].flatMap((dir) => filesUnder(join(root, dir)));
  const packages = new Set();
  // File by file: every import stays one, and that of a package becomes one of its bundle.
  const linked = (path, importer) => {
    if (!isBundled(path)) return path;
    packages.add(path);
    return relative(dirname(importer), join(root, 'packages', bundleOf(path)));
  };
  const links = {
    name: 'links',
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ path, kind, importer }) =>
        kind === 'entry-point' ? null : { external: true, path: path.startsWith('.') ? path : linked(path, importer) },
      ),
  };
  await esbuild({
    entryPoints: files.filter((f) => f.endsWith('.ts')),
    outdir: out,
    outbase: root,
    bundle: true,
    plugins: [links],
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  await bundlePackages([...packages].sort());
  // Files that are not code (pages, pictures, data) travel beside the code that reads them.
  const { copyFileSync } = await import('node:fs');
  for (const file of files.filter((f) => !f.endsWith('.ts') && !f.endsWith('.md'))) {
    const target = join(out, relative(root, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
}

/** The type checker takes its time, so it is a part of its own. */
async function buildDescription() {
  const { build: esbuild } = await import('esbuild');
  const { describeAnswers } = await import('./describe-answers.js');
  const script = join(root, 'dist/.describe-api.mjs');
  const how = { bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20' };
  await esbuild({ entryPoints: [join(root, DESCRIBE_API)], outfile: script, logLevel: 'warning', ...how });
  const { describeApi } = await import(pathToFileURL(script).href);
  rmSync(script);
  writeFileSync(join(root, 'dist/openapi.json'), JSON.stringify(describeApi(describeAnswers())));
}

async function buildFront(name) {
  if (!existsSync(join(root, name, 'vite.config.ts'))) return;
  const { NODE_ENV } = process.env;
  // Whoever builds, a test runner too, builds what visitors load; whoever starts after the build decides for itself.
  process.env.NODE_ENV = 'production';
  const { build: vite } = await import('vite');
  await vite({ configFile: join(root, name, 'vite.config.ts'), root: join(root, name), logLevel: 'warn' });
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
  compress(join(root, 'dist', name));
}

/** Leaves compressed copies beside the files, so that serving them costs nothing. */
function compress(folder) {
  for (const file of filesUnder(folder).filter((path) => /\.(js|css|html|json|svg)$/.test(path))) {
    const bytes = readFileSync(file);
    if (bytes.length < 1_000) continue;
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await build(process.argv.length > 2 ? process.argv.slice(2) : undefined);
