import type { Picture, Text } from '../records.js';
import { receiveText } from '../texts/receive.js';
import type { World } from '../world.js';

export interface Phone {
  /** E.164, or the name or short code that a sender shows. */
  number: string;
  /** Texts a number of the company. @returns null when nobody has that number */
  text(to: string, body: string, pictures?: Picture[]): Text | null;
  /** What went to and fro between this phone and the company, the oldest first. */
  texts(): Text[];
}

/** The phones of everybody outside the company. */
export function makePhones(world: World) {
  const made = new Map<string, Phone>();

  function makePhone(number: string): Phone {
    return {
      number,
      text: (to, body, pictures = []) => receiveText(world, { from: number, to, body, pictures }),
      texts: () =>
        [...world.texts.values()].filter((text) => text.from === number || (text.to === number && arrived(text))),
    };
  }

  return {
    phone(number: string): Phone {
      const phone = made.get(number) ?? makePhone(number);
      made.set(number, phone);
      return phone;
    },
    all: (): Phone[] => [...made.values()],
  };
}

const arrived = ({ status }: Text) => status === 'delivered' || status === 'sent';
