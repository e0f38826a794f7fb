import { type Call, isOver } from './calls/call.js';
import type { Carrier } from './carrier.js';
import type { Phone } from './phones/phones.js';
import type { Text } from './records.js';

/** How much of a thread, and of what was heard, the page gets. */
const MOST = 60;

/** What is said in a sound of this address; null where nobody knows. */
export type WordsOf = (url: string) => Promise<string | null>;

/** Everything the page shows. */
export async function carrierView(carrier: Carrier, wordsOf: WordsOf) {
  return {
    numbers: carrier.numbers().map(({ number, friendlyName }) => ({ number, name: friendlyName })),
    phones: await Promise.all(carrier.phones().map((phone) => phoneView(carrier, phone, wordsOf))),
    log: carrier.log.entries().slice(-MOST).reverse(),
    faults: carrier.faults.chances(),
  };
}

async function phoneView(carrier: Carrier, phone: Phone, wordsOf: WordsOf) {
  const call = phone.call();
  return {
    number: phone.number,
    fails: carrier.resultOf(phone.number),
    call: call && (await callView(call, phone.rings(), wordsOf)),
    texts: phone
      .texts()
      .slice(-MOST)
      .map((text) => textView(text, phone.number)),
  };
}

const callView = async (call: Call, rings: boolean, wordsOf: WordsOf) => ({
  sid: call.sid,
  status: call.status,
  isOver: isOver(call),
  rings,
  other: call.direction === 'inbound' ? call.to : call.from,
  heard: await Promise.all(
    call.heard.slice(-MOST).map(async ({ how, text }) => ({
      ...{ how, text },
      words: how === 'play' ? await wordsOf(text).catch(() => null) : null,
    })),
  ),
});

const textView = ({ sid, from, body, createdAt, media }: Text, number: string) => ({
  ...{ sid, body, at: createdAt.toISOString(), isOwn: from === number },
  pictures: media.map(({ key, type }) => ({ key, type })),
});
