import { createHmac } from 'node:crypto';
import { type Carrier, makeCarrier } from './carrier.js';

interface DemoCarrierNeeds {
  secretKey: string;
  /** Where this process listens, once it does. */
  ownUrl: () => string;
  /** Where the company says that it is reached; from this machine that may not be. */
  publicUrl: string;
  /** The company's numbers as they are now. */
  numbers: () => Promise<readonly { number: string; name: string }[]>;
}

export interface DemoCarrier extends Carrier {
  /** Where its API is. */
  apiUrl(): string;
  /** Takes over which numbers the company has. */
  takeNumbers(): Promise<void>;
}

/** People who have a phone before anybody adds one. */
const PHONES = ['+989125550142', '+989355550127', '+989195550168'];

export interface DemoCarrierAccount {
  sid: string;
  token: string;
  apiKeySid: string;
  apiKeySecret: string;
}

/** The account that a demo has with it: of this installation alone, and the same after a restart. */
export function demoCarrierAccount(secretKey: string): DemoCarrierAccount {
  const derived = (what: string) =>
    createHmac('sha256', secretKey).update(`demo carrier ${what}`).digest('hex').slice(0, 32);
  return {
    ...{ sid: `AC${derived('account')}`, token: derived('token') },
    ...{ apiKeySid: `SK${derived('key')}`, apiKeySecret: derived('key secret') },
  };
}

export function makeDemoCarrier({ secretKey, ownUrl, publicUrl, numbers }: DemoCarrierNeeds): DemoCarrier {
  const { sid, token, apiKeySid, apiKeySecret } = demoCarrierAccount(secretKey);
  const apiUrl = () => `${ownUrl()}/demo/carrier/api`;
  /** Signed for the public address, and brought to this process. */
  const bring: typeof fetch = (to, options) => {
    const url = to instanceof Request ? to.url : String(to);
    return fetch(url.startsWith(`${publicUrl}/`) ? ownUrl() + url.slice(publicUrl.length) : url, options);
  };
  const accounts = [{ sid, token, keys: [{ sid: apiKeySid, secret: apiKeySecret }] }];
  const carrier = makeCarrier({ accounts, apiUrl, fetch: bring, seed: Date.now() });
  for (const number of PHONES) carrier.phone(number);
  return {
    ...carrier,
    apiUrl,
    async takeNumbers() {
      for (const { number, name } of await numbers())
        carrier.number({
          ...{ number, accountSid: sid, friendlyName: name, smsUrl: `${publicUrl}/hooks/sms/in` },
          ...{ voiceUrl: `${publicUrl}/hooks/voice/in`, voiceFallbackUrl: `${publicUrl}/hooks/voice/fallback` },
          statusCallback: `${publicUrl}/hooks/voice/status`,
        });
    },
  };
}
