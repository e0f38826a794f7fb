import {
  LOCALES,
  type Locale,
  type Prompt,
  type SoundCreateInput,
  type SoundKind,
  type SoundView,
} from '../contract/index.js';
import type { Files } from '../files/index.js';
import { type Actor, AppError, cachedList, cleanLine, type Handlers, newId } from '../platform/index.js';
import { type Recorded, SoundModel, type SoundRecord } from './models.js';
import { playableType } from './playable.js';

export interface SoundsNeeds {
  files: Pick<Files, 'issueTicket' | 'attachmentsOf' | 'bytesOf' | 'letGo'>;
  /** Those that every company has. */
  phrases: readonly Prompt[];
  /** Numbers that name it. */
  numbersNaming(key: string): Promise<string[]>;
  audit(entry: {
    actor: Actor;
    action: string;
    target: string | null;
    details?: Record<string, unknown>;
  }): Promise<void>;
}

export type Sounds = ReturnType<typeof makeSounds>;

const MOST_OWN = 200;
const PLAYED = /\/hooks\/voice\/sounds\/([a-z]+)\/([A-Za-z0-9.]{1,40})\.wav(?:\?|$)/;

/** What callers hear: phrases and music, and what was recorded for them. Reads are from a cache, at most 5 s old. */
export function makeSounds({ files, phrases, numbersNaming, audit }: SoundsNeeds) {
  const kept = cachedList(() => SoundModel.find().sort({ _id: 1 }).lean<SoundRecord[]>());
  const ours = new Map(phrases.map(({ name, text }) => [name, text]));
  const ownerOf = ({ id }: Actor) => `agent:${id}`;

  async function present(key: string, record: SoundRecord | null): Promise<SoundView> {
    const text = ours.get(key) ?? record?.text ?? { en: '', fa: '' };
    const heard = (locale: Locale) => {
      const recorded = record?.files[locale];
      const url = `/hooks/voice/sounds/${locale}/${key}.wav?v=${recorded?.fileId ?? ''}`;
      return { url, isRecorded: recorded !== undefined };
    };
    return {
      ...{ key, kind: record?.kind ?? 'phrase', isOurs: ours.has(key), text },
      heard: Object.fromEntries(LOCALES.map((locale) => [locale, heard(locale)])) as SoundView['heard'],
      numberIds: await numbersNaming(key),
    };
  }

  async function list(): Promise<SoundView[]> {
    const records = new Map((await kept.all()).map((record) => [record._id, record]));
    const own = [...records.keys()].filter((key) => !ours.has(key));
    return Promise.all([...own, ...ours.keys()].map((key) => present(key, records.get(key) ?? null)));
  }

  /** @throws AppError `sound.missing` where there is none of that key, or no such language */
  async function found(key: string, locale: string): Promise<{ record: SoundRecord | null; locale: Locale }> {
    const record = await SoundModel.findById(key).lean<SoundRecord>();
    const spoken = LOCALES.find((one) => one === locale);
    if (!spoken || (!record && !ours.has(key))) throw missing();
    return { record, locale: spoken };
  }

  /** @throws AppError `file.missing`, `sound.unplayable` */
  async function take(actor: Actor, fileId: string): Promise<Recorded> {
    const bytes = await files.bytesOf(fileId);
    if (!bytes) throw new AppError('file.missing', 'There is no such file.');
    const type = playableType(bytes);
    if (!type) throw new AppError('sound.unplayable', 'No MP3, and no WAV with one channel of 8 to 48 kHz.');
    await files.attachmentsOf(ownerOf(actor), [fileId]);
    return { fileId, type };
  }

  async function create(actor: Actor, { kind, text, locale, fileId }: SoundCreateInput): Promise<SoundView> {
    if ((await SoundModel.countDocuments()) >= MOST_OWN + ours.size)
      throw new AppError('rate.limited', 'There are enough sounds.');
    const recorded = await take(actor, fileId);
    const spoken = { en: cleanLine(text.en), fa: cleanLine(text.fa) };
    const record: SoundRecord = { _id: newId(), kind, text: spoken, files: { [locale]: recorded } };
    await SoundModel.create(record);
    kept.forget();
    await audit({ actor, action: 'sound.created', target: record._id, details: { kind } });
    return present(record._id, record);
  }

  async function record(actor: Actor, key: string, language: string, fileId: string): Promise<SoundView> {
    const { record: before, locale } = await found(key, language);
    const recorded = await take(actor, fileId);
    const fresh = { $setOnInsert: { kind: 'phrase' as SoundKind, text: null } };
    const update = { $set: { [`files.${locale}`]: recorded }, ...(ours.has(key) && fresh) };
    const after = await SoundModel.findByIdAndUpdate(key, update, {
      upsert: ours.has(key),
      returnDocument: 'after',
    }).lean<SoundRecord>();
    if (!after) throw missing();
    return changed(actor, key, locale, before, after);
  }

  async function clear(actor: Actor, key: string, language: string): Promise<SoundView> {
    const { record: before, locale } = await found(key, language);
    const other = LOCALES.find((one) => one !== locale)!;
    const stays = ours.has(key) ? {} : { [`files.${other}`]: { $exists: true } };
    const update = { $unset: { [`files.${locale}`]: 1 as const } };
    const after = await SoundModel.findOneAndUpdate({ _id: key, ...stays }, update, {
      returnDocument: 'after',
    }).lean<SoundRecord>();
    if (!after && before) throw new AppError('sound.inUse', 'It has no other recording. Delete it instead.');
    return changed(actor, key, locale, before, after);
  }

  async function changed(
    actor: Actor,
    key: string,
    locale: Locale,
    before: SoundRecord | null,
    after: SoundRecord | null,
  ): Promise<SoundView> {
    kept.forget();
    const gone = before?.files[locale];
    if (gone && gone.fileId !== after?.files[locale]?.fileId) await files.letGo([gone.fileId]);
    await audit({ actor, action: 'sound.changed', target: key, details: { language: locale } });
    return present(key, after);
  }

  async function remove(actor: Actor, key: string): Promise<void> {
    const record = ours.has(key) ? null : await SoundModel.findById(key).lean<SoundRecord>();
    if (!record) throw missing();
    if ((await numbersNaming(key)).length > 0) throw new AppError('sound.inUse', 'Numbers name it. Change them first.');
    await SoundModel.deleteOne({ _id: key });
    kept.forget();
    await files.letGo(Object.values(record.files).map(({ fileId }) => fileId));
    await audit({ actor, action: 'sound.deleted', target: key });
  }

  return {
    /** What was recorded for it in this language, else in the other; null where nothing was. */
    async recordedOf(key: string, locale: Locale): Promise<Recorded | null> {
      const record = (await kept.all()).find(({ _id }) => _id === key);
      if (!record) return null;
      return record.files[locale] ?? (ours.has(key) ? null : (Object.values(record.files)[0] ?? null));
    },
    /** What is said in a sound, by where it is played from; null for music, and for what is none of ours. */
    async wordsOf(url: string): Promise<string | null> {
      const [, spoken, key] = PLAYED.exec(url) ?? [];
      const locale = LOCALES.find((one) => one === spoken);
      if (!locale || !key) return null;
      return (ours.get(key) ?? (await kept.all()).find(({ _id }) => _id === key)?.text)?.[locale] || null;
    },
    /** @returns those of these keys that name nothing of this kind */
    async unknownAmong(keys: readonly string[], kind: SoundKind): Promise<string[]> {
      const own = new Set((await kept.all()).filter((one) => one.kind === kind).map(({ _id }) => _id));
      return keys.filter((key) => !own.has(key) && !(kind === 'phrase' && ours.has(key)));
    },
    handlers: {
      'sounds.list': list,
      'sounds.upload': async ({ actor, body }) => ({ url: await files.issueTicket(ownerOf(actor), body) }),
      'sounds.create': ({ actor, body }) => create(actor, body),
      'sounds.record': ({ actor, params, body }) =>
        record(actor, params.key as string, params.locale as string, body.fileId),
      'sounds.clear': ({ actor, params }) => clear(actor, params.key as string, params.locale as string),
      'sounds.delete': ({ actor, params }) => remove(actor, params.key as string),
    } satisfies Handlers<
      'sounds.list' | 'sounds.upload' | 'sounds.create' | 'sounds.record' | 'sounds.clear' | 'sounds.delete'
    >,
  };
}

const missing = () => new AppError('sound.missing', 'There is no such sound.');
