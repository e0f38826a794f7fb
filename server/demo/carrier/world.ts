import type { Dice } from '../history/dice.js';
import type { NetworkLog } from './network-log.js';
import type { Account, CompanyNumber, Text } from './records.js';
import type { Time } from './time.js';
import type { UnderWay } from './under-way.js';
import type { Webhooks } from './webhooks.js';

/** What every part of the carrier works on. */
export interface World {
  time: Time;
  dice: Dice;
  log: NetworkLog;
  webhooks: Webhooks;
  underWay: UnderWay;
  /** Where the API is reached, for addresses in webhooks; without a slash at its end. */
  apiUrl: () => string;
  storageUrl: () => string;
  fetch: typeof fetch;
  /** By sid. */
  accounts: Map<string, Account>;
  /** By E.164 number. */
  numbers: Map<string, CompanyNumber>;
  /** Messaging services: which numbers each sends from. */
  services: Map<string, string[]>;
  /** By sid, the oldest first. */
  texts: Map<string, Text>;
  /** Of a phone, by its number: the numbers of the company that may not text it. */
  optedOut: Map<string, Set<string>>;
  /** Somebody who looks at it should look again. */
  changed: () => void;
}
