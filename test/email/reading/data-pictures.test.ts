import { expect, it } from 'vitest';
import type { Body } from '../../../channels/email/reading/body.js';
import { dataPictures } from '../../../channels/email/reading/data-pictures.js';
import { MAIL_LIMITS } from '../../../channels/email/reading/limits.js';

const picture = (data: string, before = 'src="') => `<img ${before}data:image/png;base64,${data}" />`;
const taken = (html: string) => dataPictures({ text: '', html, parts: [], cut: false } satisfies Body);

it('takes pictures out of a text, each once, and leaves everything else', () => {
  const { html, parts, cut } = taken(`İ${picture('QQ==')}${picture('Qg%3D%3D')}${picture('QQ==', 'SRC = "')}`);
  expect(html).toBe('İ<img src="cid:data-0" /><img src="cid:data-1" /><img SRC = "cid:data-0" />');
  expect(parts.map(({ cid, content }) => `${cid} ${content}`)).toEqual(['data-0 A', 'data-1 B']);
  expect(cut).toBe(false);
});

it.each([
  { says: 'a drawing', html: '<img src="data:image/svg+xml;base64,QQ==">' },
  { says: 'words', html: '<p>data:image/png;base64,QQ==</p>' },
  { says: 'an address that never ends', html: '<img src="data:image/png;base64,QQ==' },
])('is not taken in by $says', ({ html }) => expect(taken(html)).toMatchObject({ html, parts: [] }));

it('leaves out what is too much, and says so', () => {
  const large = 'A'.repeat(MAIL_LIMITS.dataPictures);
  const { html, parts, cut } = taken(picture(large) + picture(`${large}AAAA`));
  expect(html).toBe('<img src="cid:data-0" /><img src="" />');
  expect([parts.length, cut]).toEqual([1, true]);
  const many = Array.from({ length: MAIL_LIMITS.parts + 20 }, (_, at) =>
    picture(Buffer.from(`${at}`).toString('base64')),
  );
  expect(taken(many.join(''))).toMatchObject({ parts: { length: MAIL_LIMITS.parts }, cut: true });
});
