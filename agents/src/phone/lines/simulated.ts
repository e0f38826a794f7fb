import type { HeardView, LineAct, LineNotice } from '../../../../server/contract/index.js';
import type { LineCall, Said } from '../line-state.js';
import { noticesIn } from './notices.js';
import { LineFailure, type OpenLineBy, toldOf } from './port.js';

type Act = LineAct extends infer One ? (One extends unknown ? Omit<One, 'seat'> : never) : never;

const saidOf = ({ at, how, by, text }: HeardView): Said => ({ at: Date.parse(at), who: by ?? how, text });

/**
 * The line of the demo's telephone company: nothing sounds, everything is words.
 * @param at where it is
 */
export function simulatedLine(at = '/demo/carrier/line', fetchIt: typeof fetch = (...to) => fetch(...to)): OpenLineBy {
  const post = (path: string, body: unknown, signal: AbortSignal | null = null) =>
    fetchIt(at + path, {
      ...{ method: 'POST', signal, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json' },
    });

  return async ({ token }, tell) => {
    const end = new AbortController();
    const answer = await post('', { token }, end.signal);
    if (answer.status === 401) throw new LineFailure('refused');
    if (!answer.ok || !answer.body) throw new Error(`The line answered ${answer.status}`);
    let seat = '';
    let muted = false;
    let call: LineCall | null = null;
    let said: Said[] = [];

    const act = (what: Act) =>
      void post('/acts', { ...what, seat }).catch(() => tell({ event: 'lost', reason: 'offline' }));
    const hear = (one: Said) => {
      said = [...said, one];
      if (!call) return;
      call = { ...call };
      tell({ event: 'changed', call });
    };
    const say = (text: string) => {
      if (muted) return;
      act({ act: 'say', text });
      hear({ at: Date.now(), who: 'me', text });
    };

    function take(notice: LineNotice): void {
      if (notice.event === 'registered') {
        seat = notice.seat;
        tell({ event: 'ready' });
      } else if (notice.event === 'ringing') {
        said = [];
        call = callOf(notice.sid, notice.parameters);
        tell({ event: 'ringing', call });
      } else if (notice.event === 'answered') {
        if (call) tell({ event: 'answered', call });
      } else if (notice.event === 'cancelled' || notice.event === 'ended') {
        call = null;
        muted = false;
        tell({ event: 'ended', sid: notice.sid });
      } else if (notice.event === 'heard') hear(saidOf(notice.heard));
      else if (notice.event === 'expired') tell({ event: 'closed', reason: 'offline' });
      else tell({ event: notice.event });
    }

    const callOf = (sid: string, parameters: Record<string, string>): LineCall => ({
      ...toldOf((name) => parameters[name]),
      sid,
      accept: () => act({ act: 'answer' }),
      reject: () => act({ act: 'decline' }),
      hangUp: () => act({ act: 'hangUp' }),
      digits: (keys) => act({ act: 'digits', keys }),
      words: { heard: () => said, say },
    });

    void follow(answer.body, take, () => !end.signal.aborted && tell({ event: 'closed', reason: 'offline' }));
    return {
      renew: (renewed) => act({ act: 'renew', token: renewed }),
      mute: (on) => {
        muted = on;
      },
      // It has no sound, so no devices.
      chooseInput: () => {},
      chooseOutput: () => {},
      // Whoever has it now has its calls too.
      retire: () => {},
      close: () => end.abort(),
    };
  };
}

/** @param ended the stream is over, as it was said or because the network is gone */
async function follow(body: ReadableStream<Uint8Array>, take: (notice: LineNotice) => void, ended: () => void) {
  let isOver = false;
  try {
    for await (const notice of noticesIn(body)) {
      isOver = notice.event === 'replaced' || notice.event === 'expired';
      take(notice);
    }
  } catch {
    // Cut off: as good as ended.
  }
  if (!isOver) ended();
}
