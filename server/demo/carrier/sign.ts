import { createHmac } from 'node:crypto';

/** What proves that a webhook is the carrier's: HMAC-SHA1 over the full address and, sorted by name, every field with its value. */
export function sign(token: string, url: string, form: Record<string, string>): string {
  const fields = Object.keys(form).sort();
  const signed = fields.reduce((text, name) => text + name + form[name], url);
  return createHmac('sha1', token).update(signed, 'utf8').digest('base64');
}
