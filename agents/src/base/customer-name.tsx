import { Tooltip } from '@mantine/core';
import { IconRosetteDiscountCheckFilled } from '@tabler/icons-react';
import { named } from './named.js';
import { useTexts } from './use-texts.js';

/** A customer's name, cut when long, with a mark when somebody has proven who they are. */
export function CustomerName({ name, verified, strong = true }: { name: string; verified: boolean; strong?: boolean }) {
  const { t, f } = useTexts();
  return (
    <span style={{ display: 'flex', alignItems: 'center', gap: 4, minWidth: 0, fontWeight: strong ? 620 : undefined }}>
      <bdi className="cut" title={named({ t, f }, name)}>
        {named({ t, f }, name)}
      </bdi>
      {verified && (
        <Tooltip label={t('customer.verified')}>
          <IconRosetteDiscountCheckFilled
            size={15}
            role="img"
            aria-label={t('customer.verified')}
            style={{ flex: 'none', color: 'var(--text-good)' }}
          />
        </Tooltip>
      )}
    </span>
  );
}
