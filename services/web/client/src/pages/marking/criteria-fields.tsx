import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import type { listWaitingAnswers } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { useTranslation } from 'react-i18next';
import { showNumber, showShare } from '../../language/show.ts';
import { Field } from '../../parts/fields/field.tsx';
import type { MarkedCriterion } from '../items/shown-criteria.tsx';

type Criterion = NonNullable<Item['criteria']>[number];
export type WaitingAnswer = ReadOf<typeof listWaitingAnswers>['groups'][number]['answers'][number];
/** The score of each criterion as the teacher types it. */
export type TypedScores = Readonly<Record<string, string>>;

/** The present scores of the criteria of a mark, as a teacher begins to change them. */
export const typedScoresOf = (criteria: readonly MarkedCriterion[]): TypedScores =>
  Object.fromEntries(
    criteria.flatMap(({ criterionId, score }) => (score === null ? [] : [[criterionId, String(score)]])),
  );

/** The scores of all criteria; undefined while one is missing or out of its range. */
export const scoresIn = (criteria: readonly Criterion[], typed: TypedScores) => {
  const scores = criteria.map(({ criterionId, points }) => {
    const text = typed[criterionId] ?? '';
    return { criterionId, points, score: text === '' ? Number.NaN : Number(text) };
  });
  return scores.every(({ score, points }) => score >= 0 && score <= points)
    ? scores.map(({ criterionId, score }) => ({ criterionId, score }))
    : undefined;
};

/** A field for the score of each criterion. */
export const CriteriaFields = ({
  criteria,
  typed,
  onChange,
}: {
  readonly criteria: readonly Criterion[];
  readonly typed: TypedScores;
  readonly onChange: (typed: TypedScores) => void;
}) => {
  const { t } = useTranslation();
  return criteria.map(({ criterionId, label, points }) => (
    <Field
      key={criterionId}
      label={t('marking.criterionScore', { label, max: showNumber(points) })}
      type="number"
      inputMode="decimal"
      value={typed[criterionId] ?? ''}
      onChange={(score) => onChange({ ...typed, [criterionId]: score })}
    />
  ));
};

/** The evidence for each criterion in an answer, beside the criterion. Sentences are those of the answer. */
export const FoundCriteria = ({
  criteria,
  answer,
}: {
  readonly criteria: readonly Criterion[];
  readonly answer: WaitingAnswer;
}) => {
  const { t } = useTranslation();
  return (
    <table className="criteria">
      <thead>
        <tr>
          <th scope="col">{t('items.rubric')}</th>
          <th scope="col">{t('marking.inTheAnswer')}</th>
        </tr>
      </thead>
      <tbody>
        {criteria.map(({ criterionId, label }) => {
          const found = answer.criteria?.find((each) => each.criterionId === criterionId);
          return (
            <tr key={criterionId}>
              <th scope="row" dir="auto">
                {label}
              </th>
              <td dir="auto">
                {found === undefined ? null : (
                  <>
                    <span className={found.finding === 'met' ? 'tag good' : 'tag plain'}>
                      {t(`marking.finding.${found.finding}`)}
                    </span>{' '}
                    {found.evidence}
                  </>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};

/** The outcomes of a judgement that have a text. */
const referrals = [
  'evidence-missing',
  'graders-disagree',
  'low-confidence',
  'needs-a-look',
  'no-second-opinion',
  'partly-right',
] as const;

/** The finding of a language model in an answer that the model left to the teacher. */
export const ModelReason = ({ answer }: { readonly answer: WaitingAnswer }) => {
  const { t } = useTranslation();
  const { judgement } = answer;
  if (judgement === undefined) return null;
  const reason = referrals.find((known) => known === judgement.outcome) ?? 'other';
  return (
    <div className="soft">
      <p>{t('marking.modelReason', { reason: t(`marking.referral.${reason}`) })}</p>
      <ul>
        {judgement.criteria.map(({ label, share, evidence, confidence }) => (
          <li key={label} dir="auto">
            {label}: {showShare(share)} ({t('results.certain', { share: showShare(confidence) })})
            {evidence === '' ? null : ` “${evidence}”`}
          </li>
        ))}
      </ul>
    </div>
  );
};
