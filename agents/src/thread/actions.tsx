import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { type ConversationCommand, offerCommands } from '../base/conversation-commands.js';
import { useKeys } from '../base/keys.js';
import { tellFailure } from '../base/tell.js';
import { focusComposer } from '../composer/focus.js';
import { useIsChoosing } from '../inbox/chosen.js';
import { takeIn } from '../live/live.js';
import { useDesk } from '../live/use-desk.js';
import { usePreferences } from '../session/use-preferences.js';
import { CloseDialog } from './close-dialog.js';
import { useActOn } from './commands.js';
import { confirmTakeOver } from './confirm-take-over.js';
import { NeedsDialog } from './needs-dialog.js';
import { type Can, mayDo } from './policy.js';
import { SnoozeDialog } from './snooze-dialog.js';
import { TransferDialog } from './transfer-dialog.js';

type DialogName = 'transfer' | 'snooze' | 'close' | 'needs';
const NOTHING: Can = {
  reply: false,
  transfer: false,
  snooze: false,
  close: false,
  pick: false,
  takeOver: false,
  resume: false,
  markUnread: false,
  markRead: false,
  extendWrapUp: false,
  whisper: false,
  join: false,
  withdraw: false,
  setNeeds: false,
  placeMail: false,
};

export interface ConversationActions {
  can: Can;
  busy: boolean;
  open: (dialog: DialogName) => void;
  pick: () => void;
  takeOver: () => void;
  resume: () => void;
  markUnread: () => void;
  extendWrapUp: () => void;
  join: () => void;
  withdraw: () => void;
  dialogs: ReactNode;
}

/**
 * What can be done with the open conversation: for its buttons, its keys and the command bar alike.
 * @param goOn it was closed, put off or handed over
 */
export function useConversationActions(conversation: ConversationView | null, goOn?: () => void): ConversationActions {
  const me = useDesk((desk) => desk.me);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [busy, setBusy] = useState(false);
  const can = useMemo(() => (conversation ? mayDo(conversation, me) : NOTHING), [conversation, me]);
  const id = conversation?.id ?? '';

  const act = async (asked: Promise<ConversationView>) => {
    setBusy(true);
    await asked.then(takeIn, tellFailure);
    setBusy(false);
  };
  const actOn = useActOn(id, goOn);
  const params = { id };
  const beside = () => ({ params, body: { clientId: crypto.randomUUID() } });
  const takeOver = () => void act(call('conversations.takeOver', { params }));
  const actions = {
    can,
    busy,
    open: setDialog,
    pick: () => void act(call('conversations.pick', { params })),
    takeOver: () => (conversation?.agent ? confirmTakeOver(conversation.agent.name, takeOver) : takeOver()),
    resume: () => void act(call('conversations.resume', { params })),
    markUnread: () => void actOn({ name: 'conversations.setUnread', body: { unread: true } }),
    extendWrapUp: () => void act(call('conversations.extendWrapUp', beside())),
    join: () => void act(call('conversations.join', beside())).then(() => focusComposer('message')),
    withdraw: () => void act(call('conversations.withdraw', beside())),
  };
  useCommands(actions, conversation !== null);
  const shut = () => setDialog(null);
  const dialogs = conversation && (
    <>
      <TransferDialog conversations={[conversation]} opened={dialog === 'transfer'} onClose={shut} act={actOn} />
      <SnoozeDialog count={1} opened={dialog === 'snooze'} onClose={shut} act={actOn} />
      <CloseDialog conversations={[conversation]} opened={dialog === 'close'} onClose={shut} act={actOn} />
      {dialog === 'needs' && <NeedsDialog conversationId={conversation.id} onClose={shut} />}
    </>
  );
  return { ...actions, dialogs };
}

function useCommands(actions: Omit<ConversationActions, 'dialogs'>, on: boolean): void {
  const { can, open, pick, takeOver, resume, markUnread, join, withdraw } = actions;
  const { preferences } = usePreferences();
  const run: Record<ConversationCommand['id'], (() => void) | false> = {
    reply: can.reply && (() => focusComposer('message')),
    note: on && (() => focusComposer('note')),
    whisper: can.whisper && (() => focusComposer('whisper')),
    join: can.join && join,
    withdraw: can.withdraw && withdraw,
    transfer: can.transfer && (() => open('transfer')),
    snooze: can.snooze && (() => open('snooze')),
    close: can.close && (() => open('close')),
    pick: can.pick && pick,
    takeOver: can.takeOver && takeOver,
    resume: can.resume && resume,
    markUnread: can.markUnread && markUnread,
    needs: can.setNeeds && (() => open('needs')),
  };
  const key = (command: false | (() => void)) => () => {
    if (command) command();
  };
  const keysMeanThis = !useIsChoosing();
  useKeys({ KeyR: key(run.reply), KeyN: key(run.note) }, on && preferences.shortcuts);
  useKeys(
    { KeyT: key(run.transfer), KeyS: key(run.snooze), KeyE: key(run.close), KeyU: key(run.markUnread) },
    on && preferences.shortcuts && keysMeanThis,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the commands change only with what can be done
  useEffect(
    () =>
      offerCommands(
        (Object.keys(run) as ConversationCommand['id'][]).flatMap((id) => {
          const command = run[id];
          return command ? [{ id, run: command }] : [];
        }),
      ),
    [can, on],
  );
}

/** Leaves a conversation that is done for now, back to the list. */
export function useBackToList(): () => void {
  const navigate = useNavigate();
  return () => void navigate({ to: '/inbox', search: (kept) => ({ ...kept, seq: undefined }) });
}
