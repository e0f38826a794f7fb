import { useMemo } from 'react';
import type { QueueView } from '../../../server/contract/index.js';
import { useDesk } from '../live/use-desk.js';
import { useTexts } from './use-texts.js';

/** Queue names in the language in use. */
export function useQueueNames(): {
  all: { id: string; name: string }[];
  of: (queue: { id: string; name: string }) => string;
} {
  const { f } = useTexts();
  const queues = useDesk((desk) => desk.queues);
  return useMemo(() => {
    const nameOf = (queue: QueueView) => (f.locale === 'fa' && queue.nameFa) || queue.name;
    const names = new Map(queues.map((queue) => [queue.id, nameOf(queue)]));
    return {
      all: queues.filter((queue) => queue.active).map((queue) => ({ id: queue.id, name: nameOf(queue) })),
      of: (queue) => names.get(queue.id) ?? queue.name,
    };
  }, [queues, f]);
}
