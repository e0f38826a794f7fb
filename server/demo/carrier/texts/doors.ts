import { ApiError, notFound } from '../api/api-error.js';
import { type Asked, type Doors, gone, made, ok } from '../api/asked.js';
import { dated, page, within } from '../api/paging.js';
import type { Media, Text } from '../records.js';
import type { World } from '../world.js';
import { checkText } from './check.js';
import type { Results } from './result.js';
import { enter, sendText } from './send.js';

/** Messages and their media. */
export function textDoors(world: World, results: Results): Doors {
  const found = ({ account, params, uri }: Asked): Text => {
    const text = world.texts.get(params.sid!);
    if (text?.accountSid !== account.sid) throw notFound(uri);
    return text;
  };
  const foundMedia = (asked: Asked): [Text, Media] => {
    const text = found(asked);
    const media = text.media.find(({ sid }) => sid === asked.params.mediaSid);
    if (!media) throw notFound(asked.uri);
    return [text, media];
  };

  return {
    'POST Messages': (asked) => made(textView(sendText({ world, results }, checkText(world, asked)), true)),
    'GET Messages': (asked) => page(asked, 'messages', asOf(world, asked), (text) => textView(text)),
    'GET Messages/{sid}': (asked) => ok(textView(found(asked))),
    'POST Messages/{sid}': (asked) => ok(textView(change(world, found(asked), asked))),
    'DELETE Messages/{sid}': (asked) => {
      world.texts.delete(found(asked).sid);
      return gone;
    },
    'GET Messages/{sid}/Media': (asked) => {
      const text = found(asked);
      return page(asked, 'media_list', text.media, (media) => mediaView(text, media));
    },
    'GET Messages/{sid}/Media/{mediaSid}': (asked) => {
      const [text, media] = foundMedia(asked);
      if (asked.format === 'json') return ok(mediaView(text, media));
      if (media.missing) {
        media.missing -= 1;
        throw notFound(asked.uri);
      }
      return { status: 302, location: media.redirectTo ?? `${world.storageUrl()}/${media.key}` };
    },
    'DELETE Messages/{sid}/Media/{mediaSid}': (asked) => {
      const [text, media] = foundMedia(asked);
      text.media = text.media.filter((other) => other !== media);
      return gone;
    },
  };
}

/** The newest first, as asked for by number and day. */
function asOf(world: World, asked: Asked): Text[] {
  const { account, query } = asked;
  const [to, from] = [query.text('To'), query.text('From')];
  const own = [...world.texts.values()].filter(
    (text) => text.accountSid === account.sid && (!to || text.to === to) && (!from || text.from === from),
  );
  return within(asked, 'DateSent', own, ({ sentAt, createdAt }) => sentAt ?? createdAt).reverse();
}

/** An empty body blanks what was said; a text on its way may be taken back. */
function change(world: World, text: Text, { form }: Asked): Text {
  if (form.text('Status') === 'canceled') {
    if (!['accepted', 'queued'].includes(text.status))
      throw new ApiError(400, 30_409, 'Message is not in a cancelable state.');
    enter(world, text, 'canceled', null);
  } else if (form.has('Body')) {
    if (form.text('Body') !== '') throw new ApiError(400, 21_602, 'A body may only be emptied.');
    text.body = '';
  }
  return text;
}

/** @param fresh as it is right after it was made: a service has not chosen a number yet */
function textView(text: Text, fresh = false) {
  const uri = `/2010-04-01/Accounts/${text.accountSid}/Messages/${text.sid}`;
  const open = fresh && text.serviceSid !== null;
  return {
    ...{
      sid: text.sid,
      account_sid: text.accountSid,
      messaging_service_sid: text.serviceSid,
      api_version: '2010-04-01',
    },
    ...{ body: text.body, from: open ? null : text.from, to: text.to, direction: text.direction },
    ...{ num_segments: open ? '0' : String(text.segments), num_media: String(text.media.length) },
    ...{ status: text.status, error_code: text.errorCode, error_message: null, price: null, price_unit: 'USD' },
    date_created: dated(text.createdAt),
    date_sent: dated(text.sentAt),
    date_updated: dated(text.updatedAt),
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

function mediaView(text: Text, { sid, type, createdAt }: Media) {
  return {
    ...{ sid, account_sid: text.accountSid, parent_sid: text.sid, content_type: type },
    date_created: dated(createdAt),
    date_updated: dated(createdAt),
    uri: `/2010-04-01/Accounts/${text.accountSid}/Messages/${text.sid}/Media/${sid}.json`,
  };
}
