import type { MenuTryInput, MenuTryView, MenuTurn } from '../../server/contract/index.js';
import { answerAt, firstStation, nextStation, type Station } from './course.js';

/** A document as the carrier reads it. */
interface Verb {
  name: string;
  text: string;
  children: Verb[];
}

interface TrialNeeds {
  publicUrl: string;
  isOpen(queueId: string): Promise<boolean>;
  /** Reads an answer as a carrier does, and refuses what that would. */
  readAnswer(twiml: string): Verb[];
}

/** A call that nobody makes: through a menu as it stands in a form, by the same decisions and answers as a real one. */
export function makeMenuTrial({ publicUrl, isOpen, readAnswer }: TrialNeeds) {
  return async ({ locale, inputs, ...voice }: MenuTryInput): Promise<MenuTryView> => {
    const turns: MenuTurn[] = [];
    let station = await firstStation(voice, locale, isOpen);
    let spoken = station.kind === 'ask' ? station.locale : locale;
    const arrive = () => {
      const speaking = { publicUrl, locale: spoken, callId: '' };
      const heard = readAnswer(answerAt(speaking, station, voice, turns.length + 1)).flatMap(playsOf);
      turns.push({ ...placeOf(station), locale: spoken, heard });
    };
    arrive();
    for (const { digits, speech } of inputs) {
      if (station.kind !== 'ask') break;
      const at = { key: station.step.key, attempt: station.attempt, locale: spoken };
      station = await nextStation(voice, at, { ...(digits && { digits }), ...(speech && { speech }) }, isOpen);
      if (station.kind === 'ask') spoken = station.locale;
      arrive();
    }
    return { turns };
  };
}

const placeOf = (station: Station) => ({
  kind: station.kind,
  step: station.kind === 'ask' ? station.step.key : null,
  queueId: station.kind === 'line' || station.kind === 'callback' ? station.queueId : null,
});

const PLAYED = /\/hooks\/voice\/sounds\/(en|fa)\/([A-Za-z0-9.]+)\.wav$/;

/** The sounds of a document, in the order in which they are heard. */
function playsOf({ name, text, children }: Verb): MenuTurn['heard'] {
  const [, locale, key] = (name === 'Play' && PLAYED.exec(text)) || [];
  const own = locale && key ? [{ key, locale: locale as MenuTurn['locale'] }] : [];
  return [...own, ...children.flatMap(playsOf)];
}
