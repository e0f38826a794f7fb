import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../server-process.js';
import { endDaemon, startDaemon } from './daemon.js';

interface PostfixOptions {
  /** Where mail for company.example is handed over by LMTP. */
  lmtpPort: number;
  /** Where mail for customer.example goes by SMTP. */
  customersPort: number;
}

/** A Postfix of one's own on loopback: it takes mail from this machine, knows two domains, and tries again after seconds. */
export async function startPostfix(options: PostfixOptions) {
  const directory = mkdtempSync(join(tmpdir(), 'payvand-postfix-'));
  const port = await freePort();
  layOut(directory);
  writeFileSync(join(directory, 'etc/main.cf'), main(directory, options));
  writeFileSync(join(directory, 'etc/master.cf'), master(port));
  const env = { MAIL_CONFIG: join(directory, 'etc') };
  const child = await startDaemon('/usr/lib/postfix/sbin/master', ['-s'], { port, greeting: '220', env });
  return {
    port,
    async close(): Promise<void> {
      await endDaemon(child, 'SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The folders that Postfix's own start script would make, which takes seconds. */
function layOut(directory: string): void {
  const idOf = (...args: string[]) => Number(execFileSync('id', args, { encoding: 'utf8' }));
  const [user, group] = [idOf('-u', 'postfix'), idOf('-g', 'postfix')];
  chownSync(directory, user, group);
  for (const name of ['etc', 'queue', 'queue/pid']) mkdirSync(join(directory, name));
  const queues = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'maildrop'];
  for (const name of ['data', ...[...queues, 'private', 'public', 'saved', 'trace'].map((name) => `queue/${name}`)]) {
    mkdirSync(join(directory, name), { mode: 0o755 });
    chownSync(join(directory, name), user, group);
  }
}

const main = (directory: string, { lmtpPort, customersPort }: PostfixOptions) => `
compatibility_level = 3.6
queue_directory = ${directory}/queue
data_directory = ${directory}/data
maillog_file = ${directory}/queue/log
maillog_file_prefixes = ${tmpdir()}
myhostname = mail.company.example
mydomain = company.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
recipient_delimiter = +
smtp_dns_support_level = disabled
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = company.example
virtual_mailbox_maps =
virtual_transport = lmtp:inet:127.0.0.1:${lmtpPort}
transport_maps = inline:{ { customer.example = smtp:[127.0.0.1]:${customersPort} } }
default_transport = error:5.1.2 there are two domains in this test
delay_warning_time = 1s
queue_run_delay = 5s
minimal_backoff_time = 5s
`;

const master = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
pickup   unix n - n 60 1 pickup
cleanup  unix n - n - 0 cleanup
qmgr     unix n - n 300 1 qmgr
rewrite  unix - - n - - trivial-rewrite
bounce   unix - - n - 0 bounce
defer    unix - - n - 0 bounce
trace    unix - - n - 0 bounce
flush    unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp     unix - - n - - smtp
lmtp     unix - - n - - lmtp
error    unix - - n - - error
retry    unix - - n - - error
anvil    unix - - n - 1 anvil
scache   unix - - n - 1 scache
postlog  unix-dgram n - n - 1 postlogd
`;
