import { randomUUID } from 'node:crypto';
import type { Dice } from '../history/dice.js';
import type { Fate, Faults } from './faults.js';
import type { NetworkLog } from './network-log.js';
import type { Account, Method } from './records.js';
import { type RetryRules, retryRules } from './retry-rules.js';
import { sign } from './sign.js';
import type { Time } from './time.js';
import type { UnderWay } from './under-way.js';

export interface Hook {
  url: string;
  method: Method;
  form: Record<string, string>;
  account: Account;
  /** What it is of, for the log and for faults: `message.status`, `call.incoming`, … */
  kind: string;
}

export type Outcome = { status: number; body: string; type: string } | { status: 0; failed: 'ct' | 'rt' };

interface Needs {
  time: Time;
  dice: Dice;
  faults: Faults;
  log: NetworkLog;
  underWay: UnderWay;
  fetch: typeof fetch;
}

/** A callback that is held back goes after this, even when no other came to change places with. */
const HOLD_MS = 10_000;
const TOO_LATE = { status: 0, failed: 'rt' } as const;
const NOT_THERE = { status: 0, failed: 'ct' } as const;

export type Webhooks = ReturnType<typeof makeWebhooks>;

/** Tells the company's server what happens. */
export function makeWebhooks({ time, dice, faults, log, underWay, fetch }: Needs) {
  let held: (() => void)[] = [];

  async function once({ url, method, form, account }: Hook, token: string, fate: Fate, waitMs: number) {
    const to = new URL(url);
    to.hash = '';
    if (method === 'GET') for (const [name, value] of Object.entries(form)) to.searchParams.append(name, value);
    const body = method === 'POST' ? form : {};
    const signature = sign(fate.badSignature ? `not ${account.token}` : account.token, to.href, body);
    const headers = {
      'x-twilio-signature': signature,
      'i-twilio-idempotency-token': token,
      'user-agent': 'TwilioProxy/1.1',
      ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
    };
    const sent = method === 'POST' ? { body: new URLSearchParams(form).toString() } : {};
    try {
      const signal = AbortSignal.timeout(waitMs);
      const answer = await fetch(to, { method, headers, signal, ...sent });
      const text = await answer.text();
      if (fate.late) return TOO_LATE;
      return { status: answer.status, body: text, type: answer.headers.get('content-type') ?? '' };
    } catch (error) {
      return (error as Error).name === 'TimeoutError' ? TOO_LATE : NOT_THERE;
    }
  }

  /** As often as its address asks for, each time with the same token. */
  async function tell(hook: Hook, fate: Fate): Promise<Outcome> {
    const rules = retryRules(hook.url);
    const token = randomUUID();
    for (let tried = 0; ; tried += 1) {
      const outcome = await underWay.during(once(hook, token, fate, rules.readTimeoutMs));
      log.add('webhook', hook.kind, { url: withoutQuery(hook.url), status: outcome.status, tried: tried + 1 });
      if (tried >= rules.count || !worthAnother(outcome, rules)) return outcome;
    }
  }

  function release(): void {
    const going = held;
    held = [];
    for (let left = going.length; left > 0; left -= 1) going.splice(dice.between(0, left - 1), 1)[0]!();
  }

  function hold(go: () => void): void {
    held.push(go);
    if (faults.heldBack() === 0 && held.length > 1) release();
    else time.after(HOLD_MS, release);
  }

  function fateOf(hook: Hook): Fate {
    const fate = faults.fateOf(hook.kind);
    for (const [fault, struck] of Object.entries(fate)) if (struck) log.add('fault', fault, { kind: hook.kind });
    return fate;
  }

  return {
    /** Tells and forgets: nobody waits for the answer. */
    callback(hook: Hook): void {
      if (!hook.url) return;
      const fate = fateOf(hook);
      if (fate.drop) return;
      const go = () => {
        void tell(hook, fate);
        if (fate.double) void tell(hook, fate);
      };
      if (fate.held) hold(go);
      else if (fate.delayMs > 0) time.after(fate.delayMs, go);
      else go();
    },
    /** Asks what to do. A question that is lost is answered as one that waited in vain. */
    async ask(hook: Hook): Promise<Outcome> {
      const fate = fateOf(hook);
      if (fate.drop) return TOO_LATE;
      if (fate.delayMs > 0) await new Promise<void>((resolve) => void time.after(fate.delayMs, resolve));
      const answer = tell(hook, fate);
      if (fate.double) void tell(hook, fate);
      return answer;
    },
  };
}

function worthAnother(outcome: Outcome, { on }: RetryRules): boolean {
  if (outcome.status === 0) return 'failed' in outcome && on.has(outcome.failed);
  return outcome.status >= 400 && on.has(`${Math.floor(outcome.status / 100)}xx`);
}

/** A query may carry what nobody should read over somebody's shoulder. */
const withoutQuery = (url: string) => url.split(/[?#]/)[0]!;
