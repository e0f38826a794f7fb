import type { CannedReplyView, Locale } from '../../../server/contract/index.js';
import { fold } from '../base/fold.js';
import type { WritingKind } from '../live/outgoing-item.js';
import { filled, fillingFrom, type Known } from './filling.js';

/** What is being asked for at the caret: `/hel` a canned reply, `@so` a colleague. `from` is where the sign stands. */
export interface Asked {
  type: 'canned' | 'mention';
  words: string;
  from: number;
}

/** What is offered at the caret, and what it puts there. */
export interface Suggestion {
  id: string;
  type: 'canned' | 'mention';
  title: string;
  hint: string;
  insert: string;
}

export function askedAt(text: string, caret: number, kind: WritingKind): Asked | null {
  const before = text.slice(0, caret);
  const canned = /(?:^|\s)\/([^\s/]*)$/u.exec(before);
  if (canned) return { type: 'canned', words: canned[1] ?? '', from: caret - (canned[1] ?? '').length - 1 };
  const mention = kind === 'note' ? /(?:^|\s)@([^@\n]{0,40})$/u.exec(before) : null;
  return mention ? { type: 'mention', words: mention[1] ?? '', from: caret - (mention[1] ?? '').length - 1 } : null;
}

/** From so many letters on, a canned reply is found by what it says: fewer are in every text. */
const ENOUGH_FOR_TEXT = 3;

/** Those of this queue that fit the words; the conversation's own language first, then by shortcut, by title, by what it says. */
export function fittingReplies(
  all: readonly CannedReplyView[],
  words: string,
  queueId: string,
  locale: Locale,
): CannedReplyView[] {
  const wanted = fold(words);
  const fitOf = ({ shortcut, title, text }: CannedReplyView) => {
    if (fold(shortcut).startsWith(wanted)) return 0;
    if (fold(title).includes(wanted)) return 1;
    return wanted.length >= ENOUGH_FOR_TEXT && fold(text).includes(wanted) ? 2 : null;
  };
  return all
    .filter((reply) => reply.queueIds.length === 0 || reply.queueIds.includes(queueId))
    .flatMap((reply) => {
      const fit = fitOf(reply);
      return fit === null ? [] : [{ reply, rank: (reply.locale !== null && reply.locale !== locale ? 3 : 0) + fit }];
    })
    .sort((a, b) => a.rank - b.rank || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .slice(0, 8)
    .map(({ reply }) => reply);
}

/** Those that fit, as they are offered at the caret. */
export function cannedSuggestions(
  all: readonly CannedReplyView[],
  words: string,
  { known, queueId, locale }: { known: Known; queueId: string; locale: Locale },
): Suggestion[] {
  return fittingReplies(all, words, queueId, locale).map((reply) => ({
    id: reply.id,
    type: 'canned',
    title: reply.title,
    hint: `/${reply.shortcut}`,
    insert: filled(reply.text, fillingFrom(known, reply.locale ?? locale)),
  }));
}

/** Whose names stand behind an @ in the text. */
export function mentionedIn(text: string, agents: readonly { agentId: string; name: string }[]): string[] {
  return agents.filter((agent) => text.includes(`@${agent.name}`)).map((agent) => agent.agentId);
}
