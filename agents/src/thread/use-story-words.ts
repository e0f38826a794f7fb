import { useTexts } from '../base/use-texts.js';
import { apart } from './apart.js';
import type { CallStory, StoryDigest } from './call-story.js';
import { useSystemText } from './use-system-text.js';

/** What a call was and what it came to, in words: a title, and facts that stand beside each other. */
export function useStoryWords(digest: StoryDigest, { steps }: CallStory): { title: string; facts: string[] } {
  const { t, f } = useTexts();
  const wordsOf = useSystemText();
  const { direction, number, ended, cameTo, agents, waitedMs, talkedMs, heldMs } = digest;
  const title = number ? t(`call.title.${direction}`, { number: f.phone(number) }) : t('call.title.hidden');
  // Of a call to a customer there is no more to say than its title, until it is taken.
  if (!ended && steps.at(-1)!.kind === 'call.placed') return { title, facts: [t('call.rings')] };
  if (!ended) return { title, facts: [t('call.underWay'), wordsOf(steps.at(-1)!)] };
  const facts = [
    ended.outcome === 'talked' && talkedMs !== null
      ? t('call.talked', { time: f.clock(talkedMs), agents: f.list(agents.map(apart)) })
      : t(`call.outcome.${cameTo ?? ended.outcome}`),
    waitedMs !== null && t('call.waited', { time: f.clock(waitedMs) }),
    heldMs > 0 && t('call.held', { time: f.clock(heldMs) }),
    ended.by && ended.outcome === 'talked' && t(`call.endedBy.${ended.by}`),
    ended.reconciled && t('call.reconciled'),
  ];
  return { title, facts: facts.filter((fact) => typeof fact === 'string') };
}
