import { z } from 'zod';
import { AppError } from '../../platform/index.js';
import type { Carrier } from './carrier.js';

const Number_ = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{6,14}$/, 'a number as +98…');
const Picture = z.strictObject({ type: z.string().max(100), base64: z.string().max(1_400_000) });
const phone = Number_;

/** What somebody does with a phone on the page. */
export const Act = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('add'), phone }),
  z.strictObject({ act: z.enum(['answer', 'decline', 'hangUp']), phone }),
  z.strictObject({ act: z.literal('ring'), phone, to: Number_ }),
  z.strictObject({ act: z.literal('press'), phone, keys: z.string().regex(/^[0-9*#]{1,20}$/) }),
  z.strictObject({ act: z.literal('say'), phone, text: z.string().trim().min(1).max(500) }),
  z.strictObject({
    ...{ act: z.literal('text'), phone, to: Number_, text: z.string().max(1_600) },
    pictures: z.array(Picture).max(3).default([]),
  }),
  /** How texts to this phone end: delivered, or with this error; 0 is silence. */
  z.strictObject({ act: z.literal('fail'), phone, code: z.int().min(0).max(99_999).nullable() }),
]);
export type Act = z.infer<typeof Act>;

const Share = z.number().min(0).max(1);
export const Faults = z
  .strictObject({
    ...{ drop: Share, delay: Share, double: Share, reorder: Share, badSignature: Share, late: Share },
  })
  .partial();

/** @throws AppError `route.missing` when nobody has the number that is rung or texted */
export function actOn(carrier: Carrier, act: Act): void {
  const phone = carrier.phone(act.phone);
  if (act.act === 'answer') phone.answer();
  else if (act.act === 'decline') phone.decline();
  else if (act.act === 'hangUp') phone.hangUp();
  else if (act.act === 'press') phone.press(act.keys);
  else if (act.act === 'say') phone.say(act.text);
  else if (act.act === 'fail') carrier.result(act.phone, act.code);
  else if (act.act === 'ring') found(phone.ring(act.to));
  else if (act.act === 'text') found(phone.text(act.to, act.text, picturesOf(act)));
  carrier.changed();
}

function found(done: object | null): void {
  if (!done) throw new AppError('route.missing', 'Nobody has this number.');
}

const picturesOf = ({ pictures }: Extract<Act, { act: 'text' }>) =>
  pictures.map(({ type, base64 }) => ({ type, bytes: Buffer.from(base64, 'base64') }));
