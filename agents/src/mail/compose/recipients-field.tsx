import { Pill, TagsInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTexts } from '../../base/use-texts.js';
import styles from './compose.module.css';
import { addressIn, isAddress, unique } from './recipients.js';

interface Props {
  label: string;
  value: string[];
  onChange: (addresses: string[]) => void;
  suggested: string[];
  /** Where mail is known to get to nobody. */
  dead: ReadonlySet<string>;
  testId: string;
  autoFocus?: boolean;
}

/** Addresses as chips; one that cannot be an address, or that nobody reads, is marked and named. */
export function RecipientsField({ label, value, onChange, suggested, dead, testId, autoFocus }: Props) {
  const { t, f } = useTexts();
  const wrong = value.filter((address) => !isAddress(address));
  const inVain = value.filter((address) => dead.has(address));
  const named = (addresses: string[]) => f.list(addresses.map((address) => `\u2068${address}\u2069`));
  return (
    <TagsInput
      size="xs"
      variant="unstyled"
      label={label}
      classNames={{
        root: styles.field,
        label: styles.label,
        wrapper: styles.fieldWrap,
        pill: styles.pill,
        inputField: styles.typed,
      }}
      // Chips, and what is typed beside them, stand on the page's side, whatever their own direction.
      attributes={{ input: { 'data-testid': testId } }}
      dir="auto"
      placeholder=" "
      autoFocus={autoFocus}
      value={value}
      data={suggested}
      splitChars={[',', ';', '،', '؛', ' ', '\n']}
      maxTags={50}
      acceptValueOnBlur
      isDuplicate={(one, all) => all.includes(addressIn(one))}
      onChange={(addresses) => onChange(unique(addresses))}
      renderPill={({ option, onRemove, disabled }) => (
        <Pill
          withRemoveButton={!disabled}
          onRemove={onRemove}
          className={styles.pill}
          data-wrong={!isAddress(String(option.value)) || dead.has(String(option.value)) || undefined}
          removeButtonProps={{ 'aria-label': t('mail.compose.remove', { address: String(option.value) }) }}
        >
          <bdi dir="ltr">{option.value}</bdi>
        </Pill>
      )}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      description={
        inVain.length > 0 ? (
          <span className={styles.inVain} role="status" data-testid={`${testId}-dead`}>
            <IconAlertTriangle size={14} aria-hidden />
            {t('mail.compose.deadAddress', { count: inVain.length, addresses: named(inVain) })}
          </span>
        ) : undefined
      }
      error={
        wrong.length > 0 ? t('mail.compose.wrongAddress', { count: wrong.length, addresses: named(wrong) }) : undefined
      }
    />
  );
}
