import type { QueueRules } from '../../../../server/contract/index.js';
import { NeedsSection } from './needs-section.js';
import { OfferSection } from './offer-section.js';
import { OrderSection } from './order-section.js';
import { OverflowSection } from './overflow-section.js';
import { StepsSection } from './steps-section.js';
import { ValueSection } from './value-section.js';

export interface RulesProps {
  queueId: string;
  rules: QueueRules;
  set: (part: Partial<QueueRules>) => void;
}

interface Props {
  queueId: string;
  value: QueueRules;
  onChange: (rules: QueueRules) => void;
}

/** All rules of one queue; the same for what holds and for a draft. */
export function RulesEditor({ queueId, value, onChange }: Props) {
  const props: RulesProps = { queueId, rules: value, set: (part) => onChange({ ...value, ...part }) };
  return (
    <>
      <OrderSection {...props} />
      <ValueSection {...props} />
      <NeedsSection {...props} />
      <StepsSection {...props} />
      <OfferSection {...props} />
      <OverflowSection {...props} />
    </>
  );
}
