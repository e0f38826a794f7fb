import { ApiError, notFound } from '../api/api-error.js';
import { type Asked, type Doors, type Fields, gone, made, ok } from '../api/asked.js';
import { dated, page } from '../api/paging.js';
import type { Account, CompanyNumber, NumberSettings } from '../records.js';
import type { World } from '../world.js';
import { rentNumber } from './rent.js';

/** The account itself, and the numbers it rents. */
export function numberDoors(world: World): Doors {
  const found = ({ account, params, uri }: Asked): CompanyNumber => {
    const number = [...world.numbers.values()].find(({ sid }) => sid === params.sid);
    if (number?.accountSid !== account.sid) throw notFound(uri);
    return number;
  };
  return {
    'GET ': ({ account }) => ok(accountView(account)),
    'GET IncomingPhoneNumbers': (asked) => {
      const digits = asked.query.text('PhoneNumber').replace(/\s/g, '+');
      const own = [...world.numbers.values()].filter(
        ({ accountSid, number }) => accountSid === asked.account.sid && number.includes(digits),
      );
      return page(asked, 'incoming_phone_numbers', own, numberView);
    },
    'POST IncomingPhoneNumbers': ({ account, form }) => {
      const number = form.text('PhoneNumber');
      if (!/^\+[1-9]\d{6,14}$/.test(number)) throw new ApiError(400, 21_421, `${number} is not valid`);
      if (world.numbers.has(number)) throw new ApiError(400, 21_422, `${number} is not available`);
      return made(numberView(rentNumber(world, { accountSid: account.sid, number, ...settingsIn(form) })));
    },
    'GET IncomingPhoneNumbers/{sid}': (asked) => ok(numberView(found(asked))),
    'POST IncomingPhoneNumbers/{sid}': (asked) =>
      ok(numberView(Object.assign(found(asked), settingsIn(asked.form), { updatedAt: world.time.now() }))),
    'DELETE IncomingPhoneNumbers/{sid}': (asked) => {
      world.numbers.delete(found(asked).number);
      return gone;
    },
  };
}

const FIELDS: Record<string, keyof NumberSettings> = {
  FriendlyName: 'friendlyName',
  SmsUrl: 'smsUrl',
  SmsMethod: 'smsMethod',
  SmsFallbackUrl: 'smsFallbackUrl',
  SmsFallbackMethod: 'smsFallbackMethod',
  VoiceUrl: 'voiceUrl',
  VoiceMethod: 'voiceMethod',
  VoiceFallbackUrl: 'voiceFallbackUrl',
  VoiceFallbackMethod: 'voiceFallbackMethod',
  StatusCallback: 'statusCallback',
  StatusCallbackMethod: 'statusCallbackMethod',
};

function settingsIn(form: Fields): Partial<NumberSettings> {
  const given = Object.entries(FIELDS).filter(([field]) => form.has(field));
  for (const [field] of given)
    if (field.endsWith('Method') && !['GET', 'POST'].includes(form.text(field)))
      throw new ApiError(400, 21_403, `${field} is not valid`);
  return Object.fromEntries(given.map(([field, name]) => [name, form.text(field)]));
}

function numberView(number: CompanyNumber) {
  return {
    ...{ sid: number.sid, account_sid: number.accountSid, phone_number: number.number },
    ...{ friendly_name: number.friendlyName, api_version: '2010-04-01', origin: 'twilio', status: 'in-use' },
    ...{ sms_url: number.smsUrl, sms_method: number.smsMethod },
    ...{ sms_fallback_url: number.smsFallbackUrl, sms_fallback_method: number.smsFallbackMethod },
    ...{ voice_url: number.voiceUrl, voice_method: number.voiceMethod },
    ...{ voice_fallback_url: number.voiceFallbackUrl, voice_fallback_method: number.voiceFallbackMethod },
    ...{ status_callback: number.statusCallback, status_callback_method: number.statusCallbackMethod },
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    ...{ beta: false, voice_caller_id_lookup: false, voice_receive_mode: 'voice', type: 'local' },
    ...{
      sms_application_sid: null,
      voice_application_sid: null,
      trunk_sid: null,
      identity_sid: null,
      bundle_sid: null,
    },
    ...{ address_sid: null, address_requirements: 'none', emergency_status: 'Inactive', emergency_address_sid: null },
    emergency_address_status: 'unregistered',
    date_created: dated(number.createdAt),
    date_updated: dated(number.updatedAt),
    uri: `/2010-04-01/Accounts/${number.accountSid}/IncomingPhoneNumbers/${number.sid}.json`,
  };
}

function accountView({ sid, token, createdAt }: Account) {
  const home = `/2010-04-01/Accounts/${sid}`;
  return {
    auth_token: token,
    ...{ sid, owner_account_sid: sid, friendly_name: 'Simulated carrier', status: 'active', type: 'Full' },
    date_created: dated(createdAt),
    date_updated: dated(createdAt),
    uri: `${home}.json`,
    subresource_uris: { calls: `${home}/Calls.json`, messages: `${home}/Messages.json` },
  };
}
