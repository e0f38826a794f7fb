import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';

const KB = 1024;
const built = fileURLToPath(new URL('../../dist/widgets', import.meta.url));
const gzipped = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length;

beforeAll(() => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../bin/build.js', import.meta.url)), 'widgets']);
});

it('keeps the loader within 5 KB', () => {
  expect(gzipped(join(built, 'widget.js'))).toBeLessThanOrEqual(5 * KB);
});

it('keeps the chat, with both languages, within 45 KB', () => {
  const files = readdirSync(join(built, 'app'), { recursive: true, encoding: 'utf8' });
  const code = files.filter((file) => /\.(js|css|html)$/.test(file)).map((file) => gzipped(join(built, 'app', file)));
  expect(code.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(45 * KB);
});

it('needs no script or style inside the page', () => {
  const page = readFileSync(join(built, 'app/index.html'), 'utf8');
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/);
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
});

it('brings no schema library into the browser', () => {
  const scripts = readdirSync(join(built, 'app/assets')).filter((file) => file.endsWith('.js'));
  for (const file of scripts) expect(readFileSync(join(built, 'app/assets', file), 'utf8')).not.toMatch(/ZodError/);
});
