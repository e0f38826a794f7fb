import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ReadMail, readMail } from '../../../channels/email/reading/index.js';

const folder = fileURLToPath(new URL('../../fixtures/email/', import.meta.url));
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.eml') ? [file.slice(0, -4)] : []));

/** What stands beside each mail: fields of what is read, and a few that ask for less than all of one. */
type Expected = Omit<Partial<ReadMail>, 'date' | 'attachments' | 'from'> & {
  from_?: ReadMail['from'];
  date?: string | null;
  attachments?: object[];
  hasQuotedHtml?: boolean;
  htmlHas?: string[];
  htmlLacks?: string[];
};

describe('Persian mails as the common programs write them', () => {
  it('are forty and more', () => expect(names.length).toBeGreaterThanOrEqual(40));

  it.each(names)('%s', async (name) => {
    const raw = readFileSync(`${folder}${name}.eml`);
    const { from_, date, attachments, hasQuotedHtml, htmlHas, htmlLacks, ...fields }: Expected = JSON.parse(
      readFileSync(`${folder}${name}.json`, 'utf8'),
    );
    const read = await readMail(raw);
    if ('unreadable' in read) throw new Error(read.unreadable);
    expect(read).toMatchObject(fields);
    if (from_) expect(read.from).toEqual(from_);
    if (date !== undefined) expect(read.date?.toISOString() ?? null).toBe(date);
    if (attachments) {
      expect(read.attachments).toHaveLength(attachments.length);
      expect(read.attachments).toMatchObject(attachments);
    }
    expect(read.quotedHtml !== null).toBe(hasQuotedHtml ?? false);
    for (const part of htmlHas ?? []) expect(read.html).toContain(part);
    for (const part of htmlLacks ?? []) expect(read.html).not.toContain(part);
    // What is folded away is not lost.
    expect(read.text.startsWith(read.visible.trimEnd().slice(0, 200))).toBe(true);
  });
});
