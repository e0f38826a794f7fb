import { EventEmitter } from 'node:events';
import { makeDice } from '../history/dice.js';
import { makeApiFaults } from './api/api-faults.js';
import { apiRouter } from './api/router.js';
import { callDoors } from './calls/doors/call-doors.js';
import { conferenceDoors } from './calls/doors/conference-doors.js';
import { participantDoors } from './calls/doors/participant-doors.js';
import { queueDoors } from './calls/doors/queue-doors.js';
import { recordingDoors } from './calls/doors/recording-doors.js';
import { makeVoice } from './calls/make-voice.js';
import { makeFaults } from './faults.js';
import { makeLines } from './line/lines.js';
import { makeNetworkLog } from './network-log.js';
import { numberDoors } from './numbers/doors.js';
import { type Rented, rentNumber } from './numbers/rent.js';
import { makePhones } from './phones/phones.js';
import { playScript, randomScript, type Script } from './phones/script.js';
import type { Account, CompanyNumber } from './records.js';
import { textDoors } from './texts/doors.js';
import { makeResults } from './texts/result.js';
import { realTime, type Time, type VirtualTime } from './time.js';
import { makeUnderWay } from './under-way.js';
import { makeWebhooks } from './webhooks.js';
import type { World } from './world.js';

export interface CarrierNeeds {
  accounts: { sid: string; token: string; keys?: Account['keys'] }[];
  /** Where `router` is reached, known at the latest when the first webhook goes out. */
  apiUrl: () => string;
  /** Where the API sends for bytes. Default its own. */
  storageUrl?: () => string;
  /** Default the real one. */
  time?: Time | VirtualTime;
  /** Of chance: the same seed plays the same. */
  seed?: number;
  fetch?: typeof globalThis.fetch;
}

export type Carrier = ReturnType<typeof makeCarrier>;

/**
 * A telephone company that is none: an API like Twilio's, signed webhooks, phones to text and call with, and whatever can go wrong
 * on the way, when it is asked for. It knows nothing of the server that it serves.
 */
export function makeCarrier(needs: CarrierNeeds) {
  const { time = realTime(), apiUrl, storageUrl = () => `${apiUrl()}/storage`, fetch = globalThis.fetch } = needs;
  const dice = makeDice(needs.seed ?? 1);
  const changes = new EventEmitter().setMaxListeners(0);
  const changed = () => void changes.emit('change');
  /** @returns stops telling */
  const onChange = (run: () => void): (() => void) => {
    changes.on('change', run);
    return () => void changes.off('change', run);
  };
  const underWay = makeUnderWay();
  const faults = makeFaults(dice);
  const apiFaults = makeApiFaults();
  const log = makeNetworkLog(() => time.now(), changed);
  const webhooks = makeWebhooks({ time, dice, faults, log, underWay, fetch });
  const accounts = new Map(needs.accounts.map((account) => [account.sid, accountOf(account, time.now())]));
  const world: World = {
    ...{ time, dice, log, webhooks, underWay, apiUrl, storageUrl, fetch, accounts, changed },
    ...{ numbers: new Map(), services: new Map(), texts: new Map(), optedOut: new Map() },
  };
  const results = makeResults();
  const phones = makePhones(world, () => voice);
  const voice = makeVoice(world, phones.lineOf);
  const lines = makeLines({ world, client: phones.client, hangUp: (call) => voice.end(call), onChange });
  const doors = {
    ...{ ...textDoors(world, results), ...numberDoors(world), ...callDoors(voice), ...recordingDoors(voice) },
    ...{ ...conferenceDoors(voice), ...participantDoors(voice), ...queueDoors(voice) },
  };

  return {
    router: apiRouter({ accounts, doors, faults: apiFaults, log, underWay, stored: (key) => storedIn(world, key) }),
    faults,
    api: apiFaults,
    log,
    /** A phone anywhere in the world. */
    phone: phones.phone,
    phones: phones.all,
    /** Lets a phone play a script. @returns how long it takes, in milliseconds */
    play: (number: string, script: Script): number => playScript(world, phones.phone(number), script),
    /** A caller by chance, the same for the same seed. @param to the number they ring */
    randomScript: (to: string): Script => randomScript(dice, to),
    /** The browser of an agent, by the identity of its token. */
    client: phones.client,
    /** Pages that are such a browser. */
    lines,
    /** The file of the next recording is not there the first so many times. */
    missNextRecording: voice.recordings.missNext,
    /** A number of the company, new or with new settings. */
    number: (rented: Rented): CompanyNumber => rentNumber(world, rented),
    numbers: (): CompanyNumber[] => [...world.numbers.values()],
    /** A messaging service that sends from these numbers. @param sid `MG…` */
    service: (sid: string, numbers: string[]) => void world.services.set(sid, numbers),
    /** What becomes of texts to a phone: an error code, 0 for silence, null for delivery. */
    result: results.wish,
    resultOf: results.of,
    /** The bytes of a picture, by its key in storage. */
    stored: (key: string) => storedIn(world, key),
    changed,
    /** Gives an account another token; the old one opens nothing more. */
    rotate(accountSid: string, token: string): void {
      accounts.get(accountSid)!.token = token;
    },
    /** Turns a virtual clock on, and waits until everything due is done. */
    async advance(ms: number): Promise<void> {
      if (!isVirtual(time)) throw new Error('The real clock cannot be turned.');
      await time.advance(ms, underWay.settled);
    },
    settled: underWay.settled,
    onChange,
    stop(): void {
      lines.stop();
      time.stop();
    },
  };
}

const isVirtual = (time: Time | VirtualTime): time is VirtualTime => 'advance' in time;

const accountOf = ({ sid, token, keys = [] }: CarrierNeeds['accounts'][number], createdAt: Date): Account => ({
  ...{ sid, token, keys, createdAt, secondToken: null },
});

function storedIn({ texts }: World, key: string) {
  for (const { media } of texts.values()) {
    const found = media.find((one) => one.key === key);
    if (found) return found;
  }
  return null;
}
