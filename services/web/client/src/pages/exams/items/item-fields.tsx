import { maxPrompts } from '@ai-teacher/contracts/exam/items.ts';
import { useTranslation } from 'react-i18next';
import { Field } from '../../../parts/fields/field.tsx';
import type { BlankItem } from '../../items/input-props.ts';
import { ResponseInput } from '../../items/response-input.tsx';
import { type EditedItem, hasOptions, hasTextKey, keyOf, writtenParts } from './edited-item.ts';
import { PartFields } from './part-fields.tsx';
import { RubricFields } from './rubric-fields.tsx';

const maxOptions = 10;

type ItemFieldsProps = {
  readonly edited: EditedItem;
  readonly onChange: (edited: EditedItem) => void;
};

/** The key as text, or chosen and arranged in the way in which a student responds. */
const KeyFields = ({ edited, onChange }: ItemFieldsProps) => {
  const { t } = useTranslation();
  const { type, key } = edited;
  const label = t('items.key');
  if (hasTextKey(type))
    return (
      <Field
        label={label}
        rows={type === 'long_answer' ? 5 : 2}
        value={typeof key === 'string' ? key : ''}
        onChange={(changed) => onChange({ ...edited, key: changed })}
        isRequired
      />
    );
  const item: BlankItem = {
    itemId: '',
    type,
    stem: label,
    points: 0,
    options: writtenParts(edited.options).map(({ id, text }) => ({ optionId: id, text })),
    prompts: writtenParts(edited.prompts).map(({ id, text }) => ({ promptId: id, text })),
  };
  const value = key === null && type !== 'ordering' ? null : keyOf(edited);
  return (
    <div>
      <p className="label">{label}</p>
      <ResponseInput
        item={item}
        value={value}
        onChange={(changed) => onChange({ ...edited, key: changed })}
      />
    </div>
  );
};

const QuantityFields = ({ edited, onChange }: ItemFieldsProps) => {
  const { t } = useTranslation();
  return (
    <>
      <Field
        label={t('items.unit')}
        hint={t('items.unitHint')}
        value={edited.unit}
        onChange={(unit) => onChange({ ...edited, unit })}
      />
      <Field
        label={t('items.tolerance')}
        type="number"
        inputMode="decimal"
        value={edited.tolerance}
        onChange={(tolerance) => onChange({ ...edited, tolerance })}
      />
    </>
  );
};

const LongAnswerFields = ({ edited, onChange }: ItemFieldsProps) => {
  const { t } = useTranslation();
  return (
    <>
      <RubricFields criteria={edited.criteria} onChange={(criteria) => onChange({ ...edited, criteria })} />
      <Field
        label={t('items.suggestedWords')}
        type="number"
        inputMode="numeric"
        value={edited.suggestedWords}
        onChange={(suggestedWords) => onChange({ ...edited, suggestedWords })}
      />
    </>
  );
};

/** Everything of an item that its teacher writes, by its type. */
export const ItemFields = (props: ItemFieldsProps) => {
  const { t } = useTranslation();
  const { edited, onChange } = props;
  const { type, stem, options, prompts, points } = edited;
  return (
    <>
      <Field
        label={t('items.stem')}
        rows={3}
        value={stem}
        onChange={(changed) => onChange({ ...edited, stem: changed })}
        isRequired
        {...(type === 'cloze' ? { hint: t('items.blankHint') } : {})}
      />
      {type === 'matching' ? (
        <PartFields
          parts={prompts}
          max={maxPrompts}
          onChange={(changed) => onChange({ ...edited, prompts: changed })}
          labelOf={(number) => t('items.prompt', { number })}
          add={t('items.addPrompt')}
        />
      ) : null}
      {hasOptions(type) ? (
        <PartFields
          parts={options}
          max={maxOptions}
          onChange={(changed) => onChange({ ...edited, options: changed })}
          labelOf={(number) => t('items.option', { number })}
          add={t('items.addOption')}
        />
      ) : null}
      <KeyFields {...props} />
      {type === 'numeric' ? <QuantityFields {...props} /> : null}
      {type === 'long_answer' ? (
        <LongAnswerFields {...props} />
      ) : (
        <Field
          label={t('items.pointsLabel')}
          type="number"
          inputMode="decimal"
          value={points}
          onChange={(changed) => onChange({ ...edited, points: changed })}
        />
      )}
    </>
  );
};
