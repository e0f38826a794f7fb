import { Alert, Button, CopyButton, Stack } from '@mantine/core';
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { SiteView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import styles from './settings.module.css';
import { useSaving } from './use-settings.js';

export function Copied({ text }: { text: string }) {
  const { t } = useTexts();
  const id = useId();
  return (
    <Stack gap={8}>
      <code id={id} className={styles.code} data-testid="to-copy">
        {text}
      </code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            w="fit-content"
            onClick={copy}
            aria-describedby={id}
            leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          >
            {copied ? t('common.copied') : t('common.copy')}
          </Button>
        )}
      </CopyButton>
    </Stack>
  );
}

export function Embed({ site }: { site: SiteView }) {
  return <Copied text={`<script async src="${window.location.origin}/widget.js" data-site="${site.key}"></script>`} />;
}

/** The secret is shown once: whoever loses it makes a new one, and the old one ends. */
export function IdentitySecret({ site }: { site: SiteView }) {
  const { t } = useTexts();
  const [secret, setSecret] = useState<string | null>(null);
  const make = useSaving('sites.newSecret', (answer) => setSecret(answer.secret));
  if (secret) {
    return (
      <Stack gap={10}>
        <Alert color="yellow">{t('sites.secretOnce')}</Alert>
        <Copied text={secret} />
      </Stack>
    );
  }
  return (
    <Button
      variant="default"
      w="fit-content"
      leftSection={<IconKey size={15} />}
      loading={make.isPending}
      onClick={() => make.mutate({ params: { id: site.id } })}
    >
      {site.identitySecretSet ? t('sites.newSecret') : t('sites.makeSecret')}
    </Button>
  );
}
