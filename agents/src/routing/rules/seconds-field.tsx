import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useTexts } from '../../base/use-texts.js';

type Props = Omit<NumberInputProps, 'value' | 'onChange' | 'suffix'> & {
  value: number;
  onChange: (seconds: number) => void;
};

/** Whole seconds; an empty field keeps what it was until something stands there. */
export function SecondsField({ value, onChange, min = 0, max = 86_400, ...rest }: Props) {
  const { t } = useTexts();
  return (
    <NumberInput
      {...rest}
      suffix={` ${t('queues.seconds')}`}
      allowDecimal={false}
      min={min}
      max={max}
      value={value}
      onChange={(seconds) => typeof seconds === 'number' && onChange(seconds)}
    />
  );
}
