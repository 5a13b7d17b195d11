import { maxCriteria, minCriteria } from '@ai-teacher/contracts/exam/rubric.ts';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../parts/button.tsx';
import { Field } from '../../../parts/fields/field.tsx';
import { type EditedCriterion, withCriterion } from './edited-criteria.ts';

/** The fields of one criterion, and its removal. */
const CriterionFields = ({
  criterion,
  number,
  onChange,
  onRemove,
}: {
  readonly criterion: EditedCriterion;
  readonly number: number;
  readonly onChange: (criterion: EditedCriterion) => void;
  readonly onRemove: (() => void) | undefined;
}) => {
  const { t } = useTranslation();
  const { label, points, quote } = criterion;
  return (
    <fieldset className="stack criterion" aria-label={t('items.criterion', { number })}>
      <Field
        label={t('items.criterion', { number })}
        rows={2}
        value={label}
        onChange={(changed) => onChange({ ...criterion, label: changed })}
        isRequired
      />
      <Field
        label={t('items.criterionPoints', { number })}
        type="number"
        inputMode="decimal"
        value={points}
        onChange={(changed) => onChange({ ...criterion, points: changed })}
      />
      <Field
        label={t('items.criterionQuote', { number })}
        hint={t('items.criterionQuoteHint')}
        rows={2}
        value={quote}
        onChange={(changed) => onChange({ ...criterion, quote: changed })}
      />
      {onRemove === undefined ? null : (
        <Button small look="danger" onPress={onRemove}>
          {t('items.removeCriterion', { number })}
        </Button>
      )}
    </fieldset>
  );
};

/** Edits the rubric of a long answer. */
export const RubricFields = ({
  criteria,
  onChange,
}: {
  readonly criteria: readonly EditedCriterion[];
  readonly onChange: (criteria: readonly EditedCriterion[]) => void;
}) => {
  const { t } = useTranslation();
  return (
    <>
      {criteria.map((criterion, index) => (
        <CriterionFields
          key={criterion.criterionId}
          criterion={criterion}
          number={index + 1}
          onChange={(changed) => onChange(criteria.map((each, at) => (at === index ? changed : each)))}
          onRemove={
            criteria.length > minCriteria
              ? () => onChange(criteria.filter((_, at) => at !== index))
              : undefined
          }
        />
      ))}
      {criteria.length < maxCriteria ? (
        <Button small onPress={() => onChange(withCriterion(criteria))}>
          {t('items.addCriterion')}
        </Button>
      ) : null}
    </>
  );
};
