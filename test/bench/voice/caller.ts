/** Somebody with a phone who rings again and again: menu, line, talk, handed on, talk, gone. */
import type { Carrier } from '../../../server/demo/index.js';

type Phone = ReturnType<Carrier['phone']>;

const LOOK_MS = 50;
/** After so long a call counts as lost. */
const PATIENCE_MS = 120_000;

export interface Hearing {
  phone: Phone;
  /** Whom it rings. */
  to: string;
  talkMs: number;
  /** Hands this call on, as whoever has it would. @param identity of the client that talks */
  handOn(identity: string): Promise<void>;
}

export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One call. @throws what was waited for in vain */
export async function callOnce({ phone, to, talkMs, handOn }: Hearing): Promise<void> {
  const call = phone.ring(to);
  if (!call) throw new Error('the phone is busy still');
  try {
    await until('the menu', () => call.listener);
    phone.press('1');
    const first = await until('somebody', () => talker(phone));
    await rest(talkMs);
    await handOn(first.replace('client:', ''));
    await until('somebody else', () => {
      const now = talker(phone);
      return now && now !== first ? now : null;
    });
    await rest(talkMs);
    if (call.endedAt) throw new Error('the call was ended by somebody else');
  } finally {
    phone.hangUp();
  }
}

/** The page of an agent at the other end. */
function talker(phone: Phone): string | null {
  const other = phone
    .call()
    ?.reaches()
    .find(({ to }) => to.startsWith('client:'));
  return other?.to ?? null;
}

async function until<T>(what: string, look: () => T | null | undefined): Promise<T> {
  for (const late = performance.now() + PATIENCE_MS; performance.now() < late; await rest(LOOK_MS)) {
    const found = look();
    if (found) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}
