import { type Request, type RequestHandler, urlencoded } from 'express';
import twilio from 'twilio';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { AppError } from '../../server/platform/index.js';

/** What the carrier sends: each field once. */
export type HookForm = Readonly<Record<string, string>>;

export interface HookNeeds {
  publicUrl: string;
  accountBySid(sid: string): Promise<CarrierAccess | null>;
}

/** @returns TwiML, where the carrier is to do something */
export type HookHandler = (form: HookForm, about: { account: CarrierAccess; req: Request }) => Promise<string | void>;

/** A call with ten pictures, all of its fields and some more that are to come. */
const readForm = urlencoded({ extended: false, limit: '64kb', parameterLimit: 300 });
const EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/**
 * A way in for the carrier. Nothing of what comes is looked at, or kept, before its signature is found good: by the token of the
 * account that it names, or for a while by the one before. The address that was signed is the public one, whatever a proxy made of it.
 */
export function makeCheckedHook({ publicUrl, accountBySid }: HookNeeds) {
  return (handle: HookHandler): RequestHandler[] => [
    readForm,
    async (req, res) => {
      const form = formOf(req.body);
      const account = await accountBySid(form.AccountSid ?? '');
      if (!account || !isSigned(req, account, publicUrl)) throw forged();
      const answer = await handle(form, { account, req });
      res
        .status(200)
        .type('text/xml')
        .set('Cache-Control', 'no-store')
        .send(answer ?? EMPTY);
    },
  ];
}

function isSigned(req: Request, { tokens }: CarrierAccess, publicUrl: string): boolean {
  const signature = req.get('x-twilio-signature') ?? '';
  // As it was parsed, so that a field that comes twice counts as the carrier counted it.
  return tokens.some((token) => twilio.validateRequest(token, signature, publicUrl + req.originalUrl, req.body ?? {}));
}

/** Repeated fields say the same, or are none of ours. */
function formOf(body: unknown): HookForm {
  const fields = Object.entries((body ?? {}) as Record<string, string | string[]>);
  return Object.fromEntries(fields.map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : value]));
}

const forged = () => new AppError('permission.denied', 'This is not from the carrier.');
