// The embedded store as a program of its own, with the flags and the words of mongod.
import { parseArgs } from 'node:util';
import { addressOf } from './address.js';
import { VERSION } from './commands.js';
import { syncByDefault } from './engine.js';
import type { Identity } from './hello.js';
import { run } from './running.js';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      version: flag,
      port: text,
      socket: text,
      expose: flag,
      dbpath: text,
      replSet: text,
      bind_ip: text,
      storageEngine: text,
      noauth: flag,
      auth: flag,
      keyFile: text,
      ttl: text,
      slowms: text,
      slowdocs: text,
      'no-sync': flag,
    },
  });
  if (values.version) return console.log(`db version v${VERSION}`);
  if (values.auth || values.keyFile) throw new Error('the embedded store has no authentication; use MongoDB');
  const { where, me } = await addressOf(values);
  // As a member of a set it stands alone until it is initiated; otherwise it is a set of one from the start.
  const identity: Identity = { me, ...(values.replSet ? {} : { setName: 'embedded' }) };
  const running = await run({
    directory: values.dbpath ?? './data/db',
    sync: syncByDefault() && !values['no-sync'],
    ttlSeconds: values.ttl ? Number(values.ttl) : undefined,
    identity,
    where,
    slow: {
      slowDocs: values.slowdocs ? Number(values.slowdocs) : undefined,
      slowMs: values.slowms ? Number(values.slowms) : undefined,
      onSlowQuery: (slow) => console.log(`slow query ${JSON.stringify(slow)}`),
    },
    onShutdown: stop,
  });
  if ('port' in where) identity.me = me.replace(/:0$/, `:${running.port}`);
  const place = 'path' in where ? `socket ${where.path}` : `port ${running.port}`;
  console.log(`waiting for connections on ${place}`);
  console.log(`MONGODB_URI=mongodb://${'path' in where ? encodeURIComponent(where.path) : identity.me}/payvand`);
  function stop(): void {
    void running.close().then(() => process.exit(0));
  }
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
