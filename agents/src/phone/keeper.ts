import type { SoftphoneTokenView } from '../../../server/contract/index.js';
import { failureOf } from '../base/failure.js';
import type { Store } from '../base/store.js';
import { applyToLine, isAsked, type LineEvent, type LineReason, type LineState, NO_LINE } from './line-state.js';
import { LineFailure, type OpenLine, type OpenLineBy } from './lines/port.js';
import type { Tabs } from './tabs.js';

/** Between tries to get the line back. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

export interface KeeperNeeds {
  store: Store<LineState>;
  /** @throws Failure `softphone.off` where nothing answers calls */
  askToken(): Promise<SoftphoneTokenView>;
  lines: Record<SoftphoneTokenView['line'], OpenLineBy>;
  tabs: Tabs;
  /** Between two tries; resolves early where there is reason to. */
  pause(ms: number): Promise<unknown>;
}

/** Keeps one line open for the signed-in agent: opens it, opens it again when it is gone, and lets one page alone have it. */
export function makeKeeper({ store, askToken, lines, tabs, pause }: KeeperNeeds) {
  let line: OpenLine | null = null;
  /** Of what was opened last: what an earlier one still tells is old. */
  let turn = 0;
  let expired = false;
  /** It is gone but for its talk: another is opened after that. */
  let outlived = false;
  let isReady = false;
  /** It is this page's to open. */
  let isOurs = false;
  /** Lines that were opened and refused before they were ready, since the last that was. */
  let inVain = 0;
  let endTalk = () => {};

  const tell = (event: LineEvent) => store.set((state) => applyToLine(state, event));

  async function open(): Promise<void> {
    const mine = drop();
    if (inVain > 0) await pause(Math.min(FIRST_RETRY_MS * 2 ** (inVain - 1), LONGEST_RETRY_MS));
    for (let waitMs = FIRST_RETRY_MS; mine === turn; waitMs = Math.min(2 * waitMs, LONGEST_RETRY_MS)) {
      tell({ event: 'closed', reason: 'offline' });
      if (await tryOnce(mine)) return;
      await pause(waitMs);
    }
  }

  /** @returns false when another try may help */
  async function tryOnce(mine: number): Promise<boolean> {
    try {
      const token = await askToken();
      // Where two are opened the carrier keeps the one that came last, which may be this one.
      if (mine !== turn) return true;
      store.set((state) => ({ ...state, kind: token.line }));
      const opened = await lines[token.line](token, (event) => mine === turn && hear(event));
      if (mine === turn) line = opened;
      else opened.close();
      return true;
    } catch (error) {
      if (mine !== turn) return true;
      if (error instanceof LineFailure) fail(error);
      else if (failureOf(error).passing) return false;
      else
        store.set({
          ...NO_LINE,
          ...(failureOf(error).code !== 'softphone.off' && { line: 'failed', reason: 'refused' }),
        });
      return true;
    }
  }

  const fail = ({ reason }: LineFailure) => store.set((state) => ({ ...state, line: 'failed', reason }));

  /** Lets go of the line there is. @returns the turn of the next */
  function drop(): number {
    turn += 1;
    line?.close();
    line = null;
    expired = false;
    outlived = false;
    isReady = false;
    const { current, ringing } = store.get();
    for (const call of [current, ringing]) if (call) hear({ event: 'ended', sid: call.sid });
    return turn;
  }

  function hear(event: LineEvent): void {
    // What was wanted by this agent is taken at once; nothing is to be decided.
    if (event.event === 'ringing' && !isAsked(event.call)) {
      event.call.accept();
      return;
    }
    const talked = store.get().current !== null;
    tell(event);
    const talks = store.get().current !== null;
    if (talks && !talked) endTalk = tabs.talk();
    if (talked && !talks) afterTalk();
    if (event.event === 'ready') [isReady, inVain] = [true, 0];
    if (event.event === 'closed') closed(event.reason, talks);
    if (event.event === 'replaced') lose();
    if (event.event === 'expiring') void renew();
  }

  /** A token that counts no more ends no talk: with the line it would be cut off. */
  function closed(reason: LineReason, talks: boolean): void {
    outlived = talks && reason === 'refused';
    if (outlived) return;
    if (!isReady) inVain += 1;
    void open();
  }

  function afterTalk(): void {
    endTalk();
    endTalk = () => {};
    if (outlived && store.get().line !== 'elsewhere') void open();
    else if (expired) void renew();
    if (store.get().line === 'elsewhere') drop();
  }

  /** Not during a call: with a new token the sound is gone for a moment. */
  async function renew(): Promise<void> {
    expired = store.get().current !== null;
    if (expired) return;
    const mine = turn;
    const token = await askToken().catch(() => null);
    // Without one the line ends with its token, and is opened again.
    if (token && mine === turn) line?.renew(token.token);
  }

  /** Another page has the line; a talk at this one goes on. */
  function lose(): void {
    isOurs = false;
    tell({ event: 'replaced' });
    line?.retire();
    if (store.get().current === null) drop();
  }

  const waitForTalk = () => store.set((state) => ({ ...state, line: 'elsewhere', reason: 'talksElsewhere' }));

  return {
    /** @returns ends it, with whatever talk there is */
    start(): () => void {
      const had = () => {
        isOurs = true;
        void open();
      };
      const leave = tabs.wait({ had, lost: lose, elsewhere: waitForTalk });
      return () => {
        leave();
        isOurs = false;
        drop();
        store.set(NO_LINE);
      };
    },
    /** Once more, after what stood in its way may be gone. */
    again(): void {
      const { line: state } = store.get();
      if (isOurs && (state === 'failed' || state === 'off')) void open();
    },
    /** Takes the line away from another page. */
    useHere: (): void => tabs.steal(),
    mute(on: boolean): void {
      line?.mute(on);
      store.set((state) => (state.current ? { ...state, muted: on } : state));
    },
    chooseInput: (id: string): void => line?.chooseInput(id),
    chooseOutput: (id: string): void => line?.chooseOutput(id),
  };
}
