import type { ConversationView, SkillNeed } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { takeIn } from '../live/live.js';
import { closedText } from './closed-text.js';

/** What is done alike with one conversation and with several. */
export type Command =
  | {
      name: 'conversations.transfer';
      body: { clientId: string; toAgentId?: string; toQueueId?: string; note: string; needs?: SkillNeed[] };
    }
  | { name: 'conversations.close'; body: { note: string; outcome?: string }; seenUntil: ReadonlyMap<string, string> }
  | { name: 'conversations.snooze'; body: { until: string } }
  | { name: 'conversations.setUnread'; body: { unread: boolean } }
  | { name: 'conversations.pick' | 'conversations.resume'; body?: undefined };

/** Asks the server for it: one conversation, one request, one answer. */
export function ask(id: string, command: Command): Promise<ConversationView> {
  const { name, body } = command;
  const seenUntil = name === 'conversations.close' && command.seenUntil.get(id);
  const filled = seenUntil ? { ...body, seenUntil } : body;
  return call(name as 'conversations.close', { params: { id }, body: filled as { note: string } });
}

/** @returns whether what was filled in is not needed any more */
export type Act = (command: Command) => Promise<boolean>;

/** With one: what does not work is told, and whoever asked can ask again. */
export function useActOn(id: string, onDone?: () => void): Act {
  const { t, f } = useTexts();
  return async (command) => {
    let now: ConversationView;
    try {
      now = await ask(id, command);
      takeIn(now);
    } catch (error) {
      tellFailure(error);
      return false;
    }
    if (command.name === 'conversations.close') tellDone(t(closedText(now)));
    if (command.name === 'conversations.transfer') tellDone(t('transfer.done'));
    if (command.name === 'conversations.snooze') tellDone(t('snooze.done', { time: f.dateTime(command.body.until) }));
    if (command.name === 'conversations.setUnread') tellDone(t('several.done.conversations.unread', { count: 1 }));
    else onDone?.();
    return true;
  };
}
