import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TouchpointView } from '../../../server/contract/index.js';
import { call as ask } from '../base/api.js';
import { useTexts } from '../base/use-texts.js';
import type { LiveOffer } from '../live/desk.js';
import { callText, isCallStep } from '../thread/call-text.js';
import { ToTimeline } from './to-timeline.js';

type Of<K extends TouchpointView['kind']> = Extract<TouchpointView, { kind: K }>;

/** Of a caller, before one answers: the number, what they did before, and the way to all that was earlier. */
export function OfferFacts({ offer }: { offer: LiveOffer }) {
  const { t, f } = useTexts();
  const { isKnown, received, done } = useCaller(offer);
  const number = received?.details.from;
  // Of whom nothing else is known, it is the name above.
  const known = isKnown && number !== offer.customer.name;
  return (
    <>
      {(known || done.length > 0) && (
        <Text size="sm" data-testid="offer-caller">
          {known && <Caller number={number} />}
          {done.map((step, n) => (
            <span key={step.id}>
              {(known || n > 0) && ' · '}
              {callText(step, { t, f })}
            </span>
          ))}
        </Text>
      )}
      <ToTimeline conversationId={offer.conversationId} />
    </>
  );
}

function Caller({ number }: { number: string | undefined }) {
  const { t, f } = useTexts();
  if (!number) return t('phone.hidden');
  return (
    <bdi dir="ltr" className="figures">
      {f.phone(number)}
    </bdi>
  );
}

/** The last steps of the timeline hold the call that is offered. */
function useCaller({ customer, conversationId, callTo }: LiveOffer) {
  const { data } = useQuery({
    queryKey: ['caller', customer.id, conversationId],
    queryFn: () => ask('customers.timeline', { params: { id: customer.id }, query: { limit: 30 } }),
  });
  const steps = data?.touchpoints ?? [];
  const received = steps.findLast((step): step is Of<'call.received'> => step.kind === 'call.received');
  const own = steps.filter(isCallStep).filter(({ details }) => details.callId === received?.details.callId);
  const left = own.filter(({ kind }) => kind === 'voicemail.left');
  // Who left a message or a wish is not on the line: that counts, and not the keys it took.
  return { isKnown: data !== undefined, received, done: callTo || left.length > 0 ? left : own.filter(pressed) };
}

const pressed = (step: TouchpointView): boolean => step.kind === 'ivr.input' && Boolean(step.details.digits);
