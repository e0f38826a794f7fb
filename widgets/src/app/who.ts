/** Who sits at this browser: nobody, somebody with our token, somebody the host page has signed for. */
import type { ToHost } from '../shared/envelope.js';
import type { Connection } from './connection.js';
import { identityOf } from './identity.js';
import { Refused } from './refused.js';
import type { Kept } from './storage.js';
import type { Store } from './store.js';
import type { Tabs } from './tabs.js';

export interface Who {
  token(): string | null;
  /** A sign-out is under way: the connection is for that alone. */
  leaving(): boolean;
  /** The host page's word on who this is, to be traded for a token at the next chance. */
  expect(jwt: string | null): void;
  /** Trades it. @returns true when a new connection is on its way, because we are somebody else now */
  identify(): Promise<boolean>;
  /** The server has given us a token. */
  adopt(token: string): void;
  /** Another tab has changed the token. */
  reread(): void;
  /** Nobody again, here; what was kept in this browser is gone. */
  forget(): void;
  /** Nobody again, here and on the server. */
  leave(): Promise<void>;
}

const SIGN_OUT_MS = 4_000;
const PASSING = ['down', 'late', 'rate.limited', 'internal', 'store.unavailable', 'stopping'];

export function createWho({ kept, store, connection, tabs, tellHost, startOver }: WhoNeeds): Who {
  let token = kept.token();
  let jwt: string | null = null;
  let leaving = false;

  async function identify(): Promise<boolean> {
    if (jwt === null) return false;
    const { subject, mark } = identityOf(jwt);
    if (token && mark === kept.subject()) return false;
    // Somebody else than before sits at this computer: nothing of the former may join the new one.
    if (token && kept.subject() && subject !== kept.subject()?.split('\n')[0]) {
      await leave();
      return true;
    }
    try {
      const answer = await connection.ask('visitor:identify', { jwt });
      adopt(answer.token);
      kept.setSubject(mark);
      startOver();
      return true;
    } catch (error) {
      if (!(error instanceof Refused) || PASSING.includes(error.code)) throw error;
      jwt = null;
      console.warn('Payvand: the identity was not accepted.', error.code);
      return false;
    }
  }

  function adopt(given: string): void {
    token = given;
    kept.setToken(given);
    tellHost({ type: 'known', known: kept.lasting });
    tabs.tell({ type: 'token' });
  }

  function forget(): void {
    token = null;
    kept.forget();
    store.dispatch({ type: 'forgotten' });
    tellHost({ type: 'known', known: false });
  }

  /** What is kept here goes first, so that it is gone whatever the network does. */
  async function leave(): Promise<void> {
    const revoked = token;
    forget();
    tabs.tell({ type: 'forgotten' });
    if (revoked) {
      leaving = true;
      token = revoked;
      connection.open();
      await until(connection.up, SIGN_OUT_MS);
      await connection.ask('visitor:signOut', {}).catch(() => {});
      token = null;
      leaving = false;
    }
    startOver();
  }

  return {
    token: () => token,
    leaving: () => leaving,
    expect: (word) => {
      jwt = word;
    },
    identify,
    adopt,
    reread: () => {
      token = kept.token();
    },
    forget,
    leave,
  };
}

async function until(holds: () => boolean, withinMs: number): Promise<void> {
  for (let waited = 0; !holds() && waited < withinMs; waited += 100) await new Promise((go) => setTimeout(go, 100));
}

interface WhoNeeds {
  kept: Kept;
  store: Store;
  connection: Connection;
  tabs: Tabs;
  tellHost(message: ToHost): void;
  /** Connects again and reads everything from the first seq. */
  startOver(): void;
}
