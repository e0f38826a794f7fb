// The packages of the server, each one file with what several share beside it: thousands of small files to find, read and
// compile were half of a start.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const OUT = join(root, 'dist/packages');
const STAMP = join(root, 'dist/.packages');

/** They find their own files, which are no JavaScript, by where they are; twilio loads what is asked of it, of eight megabytes. */
const AS_THEY_ARE = ['lmdb', '@node-rs/argon2', 'bull', 'twilio'];

/** CommonJS asks for what Node has by `require`, and some for the folder they are in. */
const COMMON_JS = [
  "import { createRequire as makeRequire } from 'node:module';",
  'const require = makeRequire(import.meta.url);',
  'const __filename = import.meta.filename, __dirname = import.meta.dirname;',
].join('\n');

export const isBundled = (name) => !name.startsWith('node:') && !AS_THEY_ARE.includes(name);

/** @param name as it is imported. @returns its file in dist/packages */
export const bundleOf = (name) => `${name.replaceAll('/', '.')}.js`;

/**
 * Bundles them anew where they are others than last time, or of other versions.
 * @param {string[]} names as they are imported
 */
export async function bundlePackages(names) {
  const now = fingerprint(names);
  if (readIfThere(STAMP) === now) return;
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const entries = await Promise.all(names.map(writeEntry));
  const { build: esbuild } = await import('esbuild');
  await esbuild({
    entryPoints: entries,
    outdir: OUT,
    bundle: true,
    splitting: true,
    chunkNames: 'shared-[hash]',
    external: AS_THEY_ARE,
    conditions: ['node'], // as Node itself looks for them
    banner: { js: COMMON_JS },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  for (const { in: entry } of entries) rmSync(entry);
  writeFileSync(STAMP, now);
}

function fingerprint(names) {
  const hash = createHash('sha256').update(names.join());
  for (const file of ['package-lock.json', 'bin/bundle-packages.js']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** A module that hands on what Node finds in a package, name by name: of CommonJS nobody else could tell. */
async function writeEntry(name) {
  const names = Object.keys(await import(name)).filter((one) => /^[\w$]+$/.test(one));
  const file = bundleOf(name);
  const entry = join(OUT, file.replace(/js$/, 'mjs'));
  writeFileSync(entry, `export { ${names.join(', ')} } from ${JSON.stringify(name)};\n`);
  return { in: entry, out: file.replace(/\.js$/, '') };
}
