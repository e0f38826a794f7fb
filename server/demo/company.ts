import { randomInt } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Accounts } from '../accounts/index.js';
import {
  CarrierAccountCreateRequest,
  type Locale,
  MailboxCreateRequest,
  NumberCreateRequest,
  type Role,
} from '../contract/index.js';
import type { Canned } from '../desk/canned/index.js';
import type { Mailboxes } from '../mailboxes/index.js';
import type { Numbers } from '../numbers/index.js';
import type { Policies } from '../policies/index.js';
import type { Queues } from '../queues/index.js';
import type { Sites } from '../sites/index.js';
import type { DemoCarrierAccount } from './carrier/index.js';
import { CANNED, MAILBOX, NUMBER, PEOPLE, QUEUES, WORD_ANSWERS } from './cast.js';
import { menuOf } from './menu.js';
import { levelsOf, RULES, SKILLS, type SkillKey } from './skills.js';

export interface DemoAccount {
  name: string;
  email: string;
  role: Role;
  password: string;
}

interface CompanyNeeds {
  dataDir: string;
  accounts: Accounts;
  queues: Queues;
  policies: Policies;
  sites: Sites;
  mailboxes: Mailboxes;
  numbers: Numbers;
  /** With the carrier that is simulated. */
  carrierAccount: DemoCarrierAccount;
  canned: Canned;
}

/**
 * Fills an empty installation with a sample company: people, queues, a website, canned replies.
 * @returns the sign-ins, as far as this data directory knows them
 */
export async function ensureDemoCompany(needs: CompanyNeeds): Promise<DemoAccount[]> {
  const path = join(needs.dataDir, 'demo-accounts.json');
  if ((await needs.accounts.activeAgents()).length > 0) return readAccounts(path);
  const people = await Promise.all(PEOPLE.map((person) => hire(needs.accounts, person)));
  const idOf = new Map(people.map(({ id, account }) => [account.email, id]));
  const topics = [];
  const queueIds: Record<string, string> = {};
  for (const { members, label, ...queue } of QUEUES) {
    const memberIds = members.map((member) => idOf.get(emailOf(member)) as string);
    const { _id: queueId } = await needs.queues.create({ ...queue, memberIds });
    queueIds[queue.name] = queueId;
    topics.push({ queueId, label });
  }
  await setRules(needs, idOf, queueIds);
  await needs.sites.create({
    key: 'demo-shop',
    name: 'Kilim & Co',
    title: { en: 'Kilim & Co', fa: 'گلیم و شرکا' },
    topics,
  });
  await needs.mailboxes.create(
    MailboxCreateRequest.parse({
      ...MAILBOX,
      queueId: queueIds.Service,
      rules: [{ field: 'subject', contains: 'سفارش', queueId: queueIds.Orders }],
    }),
  );
  await rentNumber(needs, queueIds);
  for (const reply of CANNED) await needs.canned.create(reply);
  const demoAccounts = people.map(({ account }) => account);
  await mkdir(needs.dataDir, { recursive: true, mode: 0o700 });
  await writeFile(path, `${JSON.stringify(demoAccounts, null, 2)}\n`, { mode: 0o600 });
  return demoAccounts;
}

/** A number of the simulated carrier, for texts and calls. */
async function rentNumber({ numbers, carrierAccount }: CompanyNeeds, queueIds: Record<string, string>): Promise<void> {
  const queueId = queueIds.Service;
  const account = CarrierAccountCreateRequest.parse({ name: 'Demo carrier', ...carrierAccount });
  const { _id: carrierAccountId } = await numbers.createAccount(account);
  await numbers.create(
    NumberCreateRequest.parse({
      ...NUMBER,
      carrierAccountId,
      sms: { on: true, queueId, ...WORD_ANSWERS },
      voice: { on: true, queueId, menu: menuOf(queueIds), records: 'asked' },
    }),
  );
}

/** Skills, who has them, and what each queue asks for. */
async function setRules(
  { accounts, queues, policies }: CompanyNeeds,
  idOf: Map<string, string>,
  queueIds: Record<string, string>,
): Promise<void> {
  const ids = {} as Record<SkillKey, string>;
  for (const [key, skill] of Object.entries(SKILLS)) ids[key as SkillKey] = (await policies.skills.create(skill))._id;
  for (const { login } of PEOPLE) await accounts.changeSkills(idOf.get(emailOf(login)) as string, levelsOf(login, ids));
  for (const [name, rulesFor] of Object.entries(RULES))
    await queues.change(queueIds[name] as string, { rules: rulesFor(ids, queueIds) });
}

const emailOf = (login: string) => `${login}@payvand.example`;

async function hire(accounts: Accounts, person: { login: string; name: string; role: Role; locale: Locale }) {
  const { login, name, role, locale } = person;
  const account: DemoAccount = { name, email: emailOf(login), role, password: makePassword() };
  const user = await accounts.createUser({ ...account, locale });
  return { id: user._id, account };
}

/** Sixty random bits, without the letters that look alike, in groups that can be typed. */
function makePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group()].join('-');
}

async function readAccounts(path: string): Promise<DemoAccount[]> {
  const text = await readFile(path, 'utf8').catch(() => '[]');
  return JSON.parse(text) as DemoAccount[];
}
