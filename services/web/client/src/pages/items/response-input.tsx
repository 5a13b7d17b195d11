import { maxNumericCharacters, maxResponseCharacters } from '@ai-teacher/contracts/exam/items.ts';
import { Checkbox, CheckboxGroup, Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Field } from '../../parts/fields/field.tsx';
import type { InputProps } from './input-props.ts';
import { LongInput } from './long-input.tsx';
import { MatchInput } from './match-input.tsx';
import { OrderInput } from './order-input.tsx';

const One = ({
  item,
  value,
  onChange,
  choices,
}: InputProps & { readonly choices: readonly [string, string][] }) => (
  <RadioGroup
    className="options"
    aria-label={item.stem}
    // Without a value, Tab reaches the first choice. An empty text would be a value.
    value={value === undefined || value === null ? null : String(value)}
    onChange={(id) => onChange(item.type === 'true_false' ? id === 'true' : id)}
  >
    {choices.map(([id, text]) => (
      <Radio key={id} value={id} className="option">
        <span className="box round" aria-hidden="true" />
        <span dir="auto">{text}</span>
      </Radio>
    ))}
  </RadioGroup>
);

const Several = ({ item, value, onChange }: InputProps) => (
  <CheckboxGroup
    className="options"
    aria-label={item.stem}
    value={Array.isArray(value) ? value : []}
    onChange={(ids) => onChange(ids.length === 0 ? null : ids)}
  >
    {(item.options ?? []).map(({ optionId, text }) => (
      <Checkbox key={optionId} value={optionId} className="option">
        <span className="box" aria-hidden="true" />
        <span dir="auto">{text}</span>
      </Checkbox>
    ))}
  </CheckboxGroup>
);

/** The input that the type of an item needs. */
export const ResponseInput = (props: InputProps) => {
  const { t } = useTranslation();
  const { item, value, onChange } = props;
  if (item.type === 'single_choice')
    return <One {...props} choices={(item.options ?? []).map(({ optionId, text }) => [optionId, text])} />;
  if (item.type === 'true_false')
    return (
      <One
        {...props}
        choices={[
          ['true', t('items.true')],
          ['false', t('items.false')],
        ]}
      />
    );
  if (item.type === 'multiple_choice') return <Several {...props} />;
  if (item.type === 'matching') return <MatchInput {...props} />;
  if (item.type === 'ordering') return <OrderInput {...props} />;
  if (item.type === 'long_answer') return <LongInput {...props} />;
  const isNumeric = item.type === 'numeric';
  const hint = item.asksForUnit === true ? t('sitting.numberWithUnit') : t('sitting.number');
  return (
    <Field
      label={t('sitting.yourAnswer')}
      value={typeof value === 'string' ? value : ''}
      maxLength={isNumeric ? maxNumericCharacters : maxResponseCharacters}
      onChange={(text) => onChange(text === '' ? null : text)}
      {...(isNumeric ? { hint } : {})}
      {...(item.type === 'short_answer' ? { rows: 4 } : {})}
    />
  );
};
