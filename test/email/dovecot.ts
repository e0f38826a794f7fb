import { type ChildProcess, execFile } from 'node:child_process';
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import { freePort } from '../server-process.js';
import { endDaemon, startDaemon } from './daemon.js';

const run = promisify(execFile);

/** Every name is a user of its own, with this password. */
export const PASSWORD = 'a-mailbox-password';
const NOBODY = 65_534;
/** Of one file: file systems bear some 65,000. */
const MOST_NAMES = 50_000;
let made = 0;

interface DovecotOptions {
  introspectionUrl?: string;
  tls?: { key: string; cert: string };
  /** Where its mails lie, and all that is its own. */
  under?: string;
}

export type Dovecot = Awaited<ReturnType<typeof startDovecot>>;

/**
 * A Dovecot of one's own: IMAP and LMTP on loopback, mails in maildirs, any user with `PASSWORD`.
 * @param introspectionUrl where it asks whether an access token holds; without it tokens are refused
 * @param tls what it shows by TLS and STARTTLS, as PEM; without it, it speaks in the clear only
 */
export async function startDovecot({ introspectionUrl, tls, under = tmpdir() }: DovecotOptions = {}) {
  const directory = mkdtempSync(join(under, 'payvand-dovecot-'));
  const mails = join(directory, 'mail');
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(directory, name));
  for (const path of [directory, mails]) chownSync(path, NOBODY, NOBODY);
  const [imapPort, lmtpPort, imapsPort] = [await freePort(), await freePort(), tls ? await freePort() : 0];
  const file = join(directory, 'dovecot.conf');
  writeFileSync(file, configuration(directory, { imapPort, lmtpPort, imapsPort }));
  if (tls) for (const part of ['key', 'cert'] as const) writeFileSync(join(directory, `${part}.pem`), tls[part]);
  writeFileSync(join(directory, 'oauth2.conf'), oauth2(introspectionUrl ?? 'http://127.0.0.1:9/'));

  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = await startDaemon('/usr/sbin/dovecot', ['-F', '-c', file], { port: imapPort, greeting: '* OK' });
  };
  const stop = () => endDaemon(child, 'SIGQUIT');
  const doveadm = async (...args: string[]) => (await run('doveadm', ['-c', file, ...args])).stdout;
  await start();

  return {
    host: '127.0.0.1',
    imapPort,
    imapsPort,
    lmtpPort,
    doveadm,
    get pid(): number {
      return child!.pid!;
    },
    /** What the server noted so far. */
    log: () => readFileSync(join(directory, 'log'), 'utf8'),
    /** Puts mails into a mailbox as if they had come there at that time. Quicker than delivering them. */
    put(user: string, raws: readonly (string | Buffer)[], at = new Date()): void {
      const maildir = join(mails, user);
      for (const folder of ['', 'new', 'cur', 'tmp']) makeOwn(join(maildir, folder));
      for (const raw of raws) {
        made += 1;
        const name = `${at.getTime()}.${made}.test`;
        const path = join(maildir, 'tmp', name);
        writeFileSync(path, raw);
        chownSync(path, NOBODY, NOBODY);
        utimesSync(path, at, at);
        renameSync(path, join(maildir, 'new', name)); // the server takes from there what it sees, at any moment
      }
    },
    /** Makes a folder appear at one moment, whole: `doveadm mailbox create` has failed where a session looked for it just then. */
    makeFolder(user: string, name: string): void {
      const made = join(directory, name);
      for (const folder of ['', 'new', 'cur', 'tmp']) makeOwn(join(made, folder));
      renameSync(made, join(mails, user, `.${name}`));
    },
    /** Fills a mailbox with so many that have been read there: names of a few files, which takes seconds for 200,000. */
    fill(user: string, count: number, raw: string, at: Date): void {
      this.put(user, []);
      const read = join(mails, user, 'cur');
      for (let i = 0, one = ''; i < count; i += 1) {
        const path = join(read, `${at.getTime()}.${i}.old:2,S`);
        if (i % MOST_NAMES > 0) linkSync(one, path);
        else {
          writeFileSync(path, raw);
          chownSync(path, NOBODY, NOBODY);
          utimesSync(path, at, at);
          one = path;
        }
      }
    },
    /** How many of a folder's mails answer a search, as `SEEN`. */
    async count(user: string, ...query: string[]): Promise<number> {
      const found = await doveadm('search', '-u', user, ...query);
      return found.split('\n').filter(Boolean).length;
    },
    /** Hands a mail over as a mail server in front would. */
    async deliver(user: string, raw: string | Buffer): Promise<void> {
      const lmtp = createTransport({ host: '127.0.0.1', port: lmtpPort, lmtp: true, ignoreTLS: true } as object);
      await lmtp.sendMail({ envelope: { from: 'bounces@customer.example', to: [`${user}@company.example`] }, raw });
      lmtp.close();
    },
    start,
    stop,
    async close(): Promise<void> {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function makeOwn(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder);
  chownSync(folder, NOBODY, NOBODY);
}

interface Ports {
  imapPort: number;
  lmtpPort: number;
  /** 0: none. */
  imapsPort: number;
}

const configuration = (directory: string, { imapPort, lmtpPort, imapsPort }: Ports) => `
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = ${directory}/log
protocols = imap lmtp
listen = 127.0.0.1
${imapsPort ? `ssl = yes\nssl_cert = <${directory}/cert.pem\nssl_key = <${directory}/key.pem` : 'ssl = no'}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_username_format = %Ln
auth_failure_delay = 0
recipient_delimiter = +
mail_location = maildir:${directory}/mail/%n
mail_max_userip_connections = 100
first_valid_uid = 1
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${directory}/oauth2.conf
}
passdb {
  driver = static
  mechanisms = plain login
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${NOBODY} gid=${NOBODY} home=${directory}/mail/%n allow_all_users=yes
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${imapsPort}
    ssl = ${imapsPort ? 'yes' : 'no'}
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
protocol lmtp {
  postmaster_address = postmaster@company.example
}
namespace inbox {
  inbox = yes
}
`;

const oauth2 = (introspectionUrl: string) => `
introspection_mode = get
introspection_url = ${introspectionUrl}
username_attribute = email
active_attribute = active
active_value = true
`;
