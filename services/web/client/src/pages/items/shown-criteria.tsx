import type { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { useTranslation } from 'react-i18next';
import { showNumber } from '../../language/show.ts';
import './items.css';

type Criterion = NonNullable<Item['criteria']>[number];
export type MarkedCriterion = NonNullable<ReadOf<typeof readAttempt>['items'][number]['criteria']>[number];

/** The rubric of a long answer, with the words of the book that support each criterion. */
export const Rubric = ({ criteria }: { readonly criteria: readonly Criterion[] }) => {
  const { t } = useTranslation();
  return (
    <div>
      <p className="label">{t('items.rubric')}</p>
      <ol className="item-options">
        {criteria.map(({ criterionId, label, points, quote }) => (
          <li key={criterionId} dir="auto">
            {label}{' '}
            <span className="soft">{t('items.points', { count: points, points: showNumber(points) })}</span>
            {quote === label ? null : (
              <p className="soft" dir="auto">
                {quote}
              </p>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
};

/** The points for each criterion of a long answer, with the remark and the place in the book. */
export const MarkedCriteria = ({ criteria }: { readonly criteria: readonly MarkedCriterion[] }) => {
  const { t } = useTranslation();
  return (
    <div>
      <p className="label">{t('items.rubric')}</p>
      <ul className="item-options">
        {criteria.map(({ criterionId, label, points, quote, score, evidence, feedback }) => (
          <li key={criterionId} dir="auto">
            <span className={score === points ? 'tag good' : score ? 'tag warn' : 'tag plain'}>
              {t('sitting.score', {
                score: score === null ? '–' : showNumber(score),
                max: showNumber(points),
              })}
            </span>{' '}
            <bdi>{label}</bdi>
            {feedback === null ? null : <p dir="auto">{feedback}</p>}
            {evidence === null ? null : <p className="soft">{t('items.evidence', { evidence })}</p>}
            {quote === label ? null : (
              <p className="soft" dir="auto">
                {quote}
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
};
