import type { NumberCreateInput, NumberRecord, SoundKind, VoiceSettings } from '../contract/index.js';
import { AppError, type Bus, cleanName, cleanText, newId, parsePhone } from '../platform/index.js';
import { missingAccount, refused } from './keep-accounts.js';
import { CarrierAccountModel, NumberModel } from './models.js';

interface KeepNeeds {
  bus: Bus;
  region: string;
  /** @throws AppError `queue.missing` */
  checkQueues(queueIds: string[]): Promise<void>;
  /** @returns those of these keys that name no sound of this kind */
  unknownSounds(keys: string[], kind: SoundKind): Promise<string[]>;
}

/** Writes the company's numbers: each write is one document. */
export function makeKeepNumbers({ bus, region, checkQueues, unknownSounds }: KeepNeeds) {
  const changed = (numberId: string) => bus.publish('number.changed', { numberId });

  async function create(given: NumberCreateInput): Promise<NumberRecord> {
    const number = { ...cleaned(given), _id: newId() };
    await check(number);
    await NumberModel.create(number).catch(refuseTaken);
    changed(number._id);
    return number;
  }

  /** @returns as it was and as it is */
  async function change(id: string, given: Partial<NumberCreateInput>) {
    const before = await NumberModel.findById(id).lean<NumberRecord>();
    if (!before) throw missing();
    const set = cleaned(given);
    await check({ ...before, ...set });
    const after = await NumberModel.findByIdAndUpdate(id, { $set: set }, { returnDocument: 'after' })
      .lean<NumberRecord>()
      .catch(refuseTaken);
    if (!after) throw missing();
    changed(id);
    return { before, after };
  }

  async function remove(id: string): Promise<NumberRecord> {
    const gone = await NumberModel.findOneAndDelete({ _id: id }).lean<NumberRecord>();
    if (!gone) throw missing();
    changed(id);
    return gone;
  }

  async function check({ carrierAccountId, sms, voice }: NumberRecord): Promise<void> {
    if (!(await CarrierAccountModel.exists({ _id: carrierAccountId }))) throw missingAccount();
    for (const [part, { on, queueId }] of Object.entries({ sms, voice }))
      if (on && !queueId) throw refused(`${part}.queueId`, 'must be given where it is on');
    const chosen = stepsOf(voice).flatMap(({ choices }) =>
      choices.map(({ to }) => (to.kind === 'queue' ? to.queueId : null)),
    );
    await checkQueues([...new Set([sms.queueId, voice.queueId, ...chosen].filter((id) => id !== null))]);
    await checkSounds(voice);
  }

  async function checkSounds(voice: VoiceSettings): Promise<void> {
    const phrases = stepsOf(voice).flatMap(({ prompts }) => prompts);
    const [unknown] = await unknownSounds(phrases, 'phrase');
    if (unknown) throw refused('voice.menu', `there is no phrase ${unknown}`);
    const [noMusic] = voice.music ? await unknownSounds([voice.music], 'music') : [];
    if (noMusic) throw refused('voice.music', 'there is no such music');
  }

  function cleaned<T extends Partial<NumberCreateInput>>(given: T): T {
    const { number, name, sms } = given;
    const both = ({ en, fa }: { en: string; fa: string }) => ({ en: cleanText(en), fa: cleanText(fa) });
    return {
      ...given,
      ...(number !== undefined && { number: parsePhone(number, region) ?? noNumber() }),
      ...(name !== undefined && { name: cleanName(name) }),
      ...(sms && { sms: { ...sms, ...Object.fromEntries(OWN_TEXTS.map((kind) => [kind, both(sms[kind])])) } }),
    };
  }

  return { create, change, remove };
}

/** What a number says by itself. */
const OWN_TEXTS = ['acknowledgement', 'outOfHours', 'stopText', 'startText', 'helpText'] as const;

const stepsOf = ({ menu }: VoiceSettings) => menu?.steps ?? [];

const missing = () => new AppError('number.missing', 'There is no such number.');

function noNumber(): never {
  throw refused('number', 'not a phone number');
}

function refuseTaken(error: unknown): never {
  if ((error as { code?: unknown }).code !== 11_000) throw error;
  throw new AppError('number.taken', 'This number is there already.');
}
