import { randomBytes } from 'node:crypto';
import type { LineAct, LineNotice } from '../../../contract/index.js';
import { AppError } from '../../../platform/index.js';
import { type Call, isOver } from '../calls/call.js';
import type { Handset } from '../phones/handset.js';
import type { World } from '../world.js';
import { type Known, NOTHING, whatIsNew } from './follow.js';
import { type LineRight, readToken } from './token.js';

/** A page that loads anew is back within this; one that is closed is not. */
const GRACE_MS = 5_000;

/** So long before its token ends a page is told. */
const WARN_MS = 60_000;

/** Where a page is told. */
export interface Listener {
  tell(notice: LineNotice): void;
  end(): void;
}

interface Seat extends LineRight {
  key: string;
  handset: Handset;
  listener: Listener;
  known: Known;
  /** Takes back what is to happen when the token ends. */
  keep: () => void;
}

export type Lines = ReturnType<typeof makeLines>;

interface Needs {
  world: World;
  client: (identity: string) => Handset;
  hangUp: (call: Call) => void;
  onChange: (run: () => void) => () => void;
}

/** The lines of pages: each is the client of the identity in its token, and the newest page of an identity has it. */
export function makeLines({ world, client, hangUp, onChange }: Needs) {
  const { time } = world;
  const seats = new Map<string, Seat>();

  const talks = ({ handset }: Seat) => {
    const call = handset.call();
    return call !== null && !isOver(call) && call.answeredAt !== null;
  };

  function tellNews(seat: Seat): void {
    const { notices, known } = whatIsNew(seat.handset, seat.known);
    seat.known = known;
    for (const notice of notices) seat.listener.tell(notice);
    if (seat.expiresAt <= time.now() && !talks(seat)) end(seat, 'expired');
  }

  function end(seat: Seat, event: 'replaced' | 'expired'): void {
    seat.keep();
    if (seats.get(seat.identity) === seat) {
      seats.delete(seat.identity);
      if (event === 'expired') seat.handset.unregister();
    }
    seat.listener.tell({ event });
    seat.listener.end();
  }

  /** Warns before the token ends, and asks at its end whether it was renewed. */
  function keepUntil(seat: Seat): () => void {
    const leftMs = +seat.expiresAt - +time.now();
    const warn = time.after(leftMs - WARN_MS, () => seat.listener.tell({ event: 'expiring' }));
    const close = time.after(leftMs, () => tellNews(seat));
    return () => [warn, close].forEach((takeBack) => void takeBack());
  }

  /** @returns for when the page is gone. @throws AppError `token.invalid` */
  async function sit(token: string, listener: Listener): Promise<() => void> {
    const right = await readToken(world, token);
    const handset = client(right.identity);
    const before = seats.get(right.identity);
    const key = randomBytes(24).toString('base64url');
    const seat: Seat = { ...right, key, handset, listener, known: NOTHING, keep: () => {} };
    seats.set(right.identity, seat);
    if (before) end(before, 'replaced');
    seat.keep = keepUntil(seat);
    listener.tell({ event: 'registered', seat: key });
    handset.register();
    tellNews(seat);
    return () => gone(seat);
  }

  /** The line waits a moment for its page; then it rings no more, and a talk is over. */
  function gone(seat: Seat): void {
    if (seats.get(seat.identity) !== seat) return;
    seat.listener = { tell: () => {}, end: () => {} };
    seat.keep();
    seat.keep = time.after(GRACE_MS, () => {
      seats.delete(seat.identity);
      seat.handset.unregister();
      if (talks(seat)) hangUp(seat.handset.call()!);
    });
  }

  /** @throws AppError `record.moved` when another page has the line by now, `token.invalid` */
  async function act(wanted: LineAct): Promise<void> {
    const seat = [...seats.values()].find(({ key }) => key === wanted.seat);
    if (!seat) throw new AppError('record.moved', 'Another page has this line.');
    if (wanted.act === 'renew') return renew(seat, wanted.token);
    if (wanted.act === 'digits') seat.handset.press(wanted.keys);
    else if (wanted.act === 'say') seat.handset.say(wanted.text);
    else seat.handset[wanted.act]();
  }

  async function renew(seat: Seat, token: string): Promise<void> {
    const { identity, expiresAt } = await readToken(world, token);
    if (identity !== seat.identity) throw new AppError('token.invalid', 'This token is for somebody else.');
    seat.keep();
    seat.expiresAt = expiresAt;
    seat.keep = keepUntil(seat);
  }

  const untell = onChange(() => {
    for (const seat of [...seats.values()]) tellNews(seat);
  });

  return {
    ...{ sit, act },
    count: () => seats.size,
    stop(): void {
      untell();
      for (const { listener, keep } of seats.values()) {
        keep();
        listener.end();
      }
      seats.clear();
    },
  };
}
