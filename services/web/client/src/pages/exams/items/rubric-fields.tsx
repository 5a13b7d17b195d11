import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { maxCriteria, minCriteria } from '@ai-teacher/contracts/exam/rubric.ts';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../parts/button.tsx';
import { Field } from '../../../parts/field.tsx';

type Criterion = NonNullable<Item['criteria']>[number];
/** A criterion while it is edited: its points are text. */
export type EditedCriterion = Omit<Criterion, 'points'> & { readonly points: string };

export const editedCriteria = (criteria: readonly Criterion[]): EditedCriterion[] =>
  criteria.map((criterion) => ({ ...criterion, points: String(criterion.points) }));

export const givenCriteria = (criteria: readonly EditedCriterion[]): Criterion[] =>
  criteria.map((criterion) => ({ ...criterion, points: Number(criterion.points) }));

/** An id that no criterion has. */
const freeId = (criteria: readonly EditedCriterion[]): string => {
  const used = new Set(criteria.map(({ criterionId }) => criterionId));
  const numbers = Array.from({ length: criteria.length + 1 }, (_, at) => String(at + 1));
  return numbers.find((id) => !used.has(id)) ?? '0';
};

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
    <fieldset className="stack" aria-label={t('items.criterion', { number })}>
      <Field
        label={t('items.criterion', { number })}
        rows={2}
        value={label}
        onChange={(changed) => onChange({ ...criterion, label: changed })}
      />
      <Field
        label={t('items.criterionPoints', { number })}
        type="number"
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
  const added = { criterionId: freeId(criteria), label: '', points: '1', quote: '' };
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
        <Button small onPress={() => onChange([...criteria, added])}>
          {t('items.addCriterion')}
        </Button>
      ) : null}
    </>
  );
};
