import { LinkButton } from '../base/link-button.js';
import { useTexts } from '../base/use-texts.js';

/** The customer's timeline beside the card, before one answers. */
export function ToTimeline({ conversationId }: { conversationId: string }) {
  const { t } = useTexts();
  return (
    <LinkButton
      to="/inbox/$conversationId"
      params={{ conversationId }}
      variant="subtle"
      size="compact-xs"
      w="fit-content"
      ms={-8}
      data-testid="ring-timeline"
    >
      {t('ring.timeline')}
    </LinkButton>
  );
}
