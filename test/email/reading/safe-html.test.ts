import { expect, it } from 'vitest';
import { safeHtml } from '../../../channels/email/reading/safe-html.js';

it.each([
  {
    says: 'scripts go, with what is in them',
    given: '<p>a</p><script>alert(1)</script><style>p{}</style>',
    html: '<p>a</p>',
  },
  { says: 'handlers go', given: '<p onclick="x()">a</p>', html: '<p>a</p>' },
  { says: 'forms go, their words stay', given: '<form action="/x"><input value="v">a</form>', html: 'a' },
  { says: 'frames go', given: '<iframe src="https://x.example">a</iframe>b', html: 'ab' },
  {
    says: 'links that run go',
    given: '<a href="java\tscript:x()">a</a>',
    html: '<a target="_blank" rel="noopener noreferrer nofollow">a</a>',
  },
  {
    says: 'links open elsewhere and tell nothing',
    given: '<a href="https://x.example/?a=1&amp;b=2" target="_top" rel="opener">a</a>',
    html: '<a href="https://x.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">a</a>',
  },
  {
    says: 'links to pages of ours go',
    given: '<a href="/api/v1/x">a</a>',
    html: '<a target="_blank" rel="noopener noreferrer nofollow">a</a>',
  },
  {
    says: 'links within lead to what has a prefix',
    given: '<a href="#x">a</a><p id="x">b</p>',
    html: '<a href="#mail-x">a</a><p id="mail-x">b</p>',
  },
  {
    says: 'pictures of elsewhere wait',
    given: '<img src="https://t.example/o.gif" srcset="https://t.example/2 2x" alt="a">',
    html: '<img alt="a" data-remote="https://t.example/o.gif" />',
  },
  {
    says: 'pictures without a scheme too',
    given: '<img src="//t.example/o.gif">',
    html: '<img data-remote="https://t.example/o.gif" />',
  },
  { says: 'a place for one is not the sender’s to say', given: '<img data-remote="javascript:x">', html: '<img />' },
  { says: 'pictures of the mail stay', given: '<img src="CID:A%40B">', html: '<img src="cid:a@b" />' },
  { says: 'pictures of files go', given: '<img src="file:///etc/passwd">', html: '<img />' },
  {
    says: 'looks stay, places go',
    given: '<p style="COLOR: Red; position:fixed; background:url(x); direction:rtl">a</p>',
    html: '<p style="color:red;direction:rtl">a</p>',
  },
  {
    says: 'direction, language and tables stay',
    given: '<td dir="rtl" lang="fa" align="right" colspan="2">a</td>',
    html: '<td dir="rtl" lang="fa" align="right" colspan="2">a</td>',
  },
  {
    says: 'values that are no plain words go',
    given: '<table bgcolor="x&quot; onload=y">a</table>',
    html: '<table>a</table>',
  },
  { says: 'a mark of ours is not theirs to set', given: '<p data-mark="rest" class="c">a</p>', html: '<p>a</p>' },
  { says: 'comments go', given: 'a<!-- [if mso]><p>b</p><![endif] -->c', html: 'ac' },
])('$says', ({ given, html }) => expect(safeHtml(given)).toEqual({ html, cut: false }));

it('cuts what is larger than is taken in, and closes what was open', () => {
  const { html, cut } = safeHtml(`<b>${'a'.repeat(1_200_000)}</b>`);
  expect(cut).toBe(true);
  expect(html.length).toBeLessThan(1_000_100);
  expect(html.endsWith('</b>')).toBe(true);
});

it('reads so many tags and no more', () => {
  const { html, cut } = safeHtml(`${'<b>x'.repeat(60_000)}<i>y</i>`);
  expect(cut).toBe(true);
  expect(html).not.toContain('y');
  expect(safeHtml('<b>x</b>'.repeat(30_000)).cut).toBe(false);
});
