import { type Call, isOver } from './calls/call.js';
import type { Carrier } from './carrier.js';
import type { Phone } from './phones/phones.js';
import type { Text } from './records.js';

/** How much of a thread, and of what was heard, the page gets. */
const MOST = 60;

/** Everything the page shows. */
export function carrierView(carrier: Carrier) {
  return {
    numbers: carrier.numbers().map(({ number, friendlyName }) => ({ number, name: friendlyName })),
    phones: carrier.phones().map((phone) => phoneView(carrier, phone)),
    log: carrier.log.entries().slice(-MOST).reverse(),
    faults: carrier.faults.chances(),
  };
}

function phoneView(carrier: Carrier, phone: Phone) {
  const call = phone.call();
  return {
    number: phone.number,
    fails: carrier.resultOf(phone.number),
    call: call && callView(call, phone.rings()),
    texts: phone
      .texts()
      .slice(-MOST)
      .map((text) => textView(text, phone.number)),
  };
}

const callView = (call: Call, rings: boolean) => ({
  sid: call.sid,
  status: call.status,
  isOver: isOver(call),
  rings,
  other: call.direction === 'inbound' ? call.to : call.from,
  heard: call.heard.slice(-MOST).map(({ how, text }) => ({ how, text })),
});

const textView = ({ sid, from, body, createdAt, media }: Text, number: string) => ({
  ...{ sid, body, at: createdAt.toISOString(), isOwn: from === number },
  pictures: media.map(({ key, type }) => ({ key, type })),
});
