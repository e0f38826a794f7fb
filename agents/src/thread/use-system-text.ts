import type { TouchpointView } from '../../../server/contract/index.js';
import { useQueueNames } from '../base/queue-names.js';
import { useTexts } from '../base/use-texts.js';
import { systemText } from './system-text.js';

/** Says a system touchpoint in the language in use. */
export function useSystemText(): (touchpoint: TouchpointView) => string {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  return (touchpoint) => systemText(touchpoint, { t, f, queueName: queues.of });
}
