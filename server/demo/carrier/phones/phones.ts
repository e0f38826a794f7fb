import type { Ringable } from '../calls/make-voice.js';
import type { Voice } from '../calls/voice.js';
import type { Picture, Text } from '../records.js';
import { receiveText } from '../texts/receive.js';
import type { World } from '../world.js';
import { type Handset, makeHandset } from './handset.js';

export interface Phone extends Handset {
  /** E.164, or the name or short code that a sender shows. */
  number: string;
  /** Texts a number of the company. @returns null when nobody has that number */
  text(to: string, body: string, pictures?: Picture[]): Text | null;
  /** What went to and fro between this phone and the company, the oldest first. */
  texts(): Text[];
}

/** The phones of everybody outside the company, and the browsers of its agents. */
export function makePhones(world: World, voice: () => Voice) {
  const phones = new Map<string, Phone>();
  const clients = new Map<string, Handset>();

  function makePhone(number: string): Phone {
    return {
      ...makeHandset(world, voice, number),
      number,
      text: (to, body, pictures = []) => receiveText(world, { from: number, to, body, pictures }),
      texts: () =>
        [...world.texts.values()].filter((text) => text.from === number || (text.to === number && arrived(text))),
    };
  }

  function phone(number: string): Phone {
    const found = phones.get(number) ?? makePhone(number);
    phones.set(number, found);
    return found;
  }

  /** @param identity as in the agent's token: letters, digits, underscores */
  function client(identity: string): Handset {
    const found = clients.get(identity) ?? makeHandset(world, voice, `client:${identity}`);
    clients.set(identity, found);
    return found;
  }

  return {
    phone,
    client,
    all: (): Phone[] => [...phones.values()],
    /** Where a call to that address rings: every number in the world is somebody's. */
    lineOf: (person: string): Ringable =>
      person.startsWith('client:') ? client(person.slice('client:'.length)).line : phone(person).line,
  };
}

const arrived = ({ status }: Text) => status === 'delivered' || status === 'sent';
