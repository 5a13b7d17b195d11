import type { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showNumber, showTime } from '../../language/show.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/notice.tsx';
import { useMe } from '../../shell/session.tsx';
import type { BlankItem } from '../items/input-props.ts';
import { ShownAnswer } from '../items/shown-answer.tsx';
import { MarkedCriteria } from '../items/shown-criteria.tsx';
import { AppealsFault, MarkAppeal } from './appeals.tsx';

type Attempt = ReadOf<typeof readAttempt>;
type Mark = Attempt['items'][number];

const markLook = ({ score, maxScore }: Mark): string =>
  score === null ? 'tag plain' : score === maxScore ? 'tag good' : score > 0 ? 'tag warn' : 'tag bad';

const MarkedItem = ({
  mark,
  item,
  number,
  children,
}: {
  readonly mark: Mark;
  readonly item: BlankItem | undefined;
  readonly number: number;
  readonly children: ReactNode;
}) => {
  const { t } = useTranslation();
  const { score, maxScore, feedback, response, source } = mark;
  return (
    <li className="card">
      <div className="row">
        <span className="soft">{t('sitting.item', { number })}</span>
        <span className={markLook(mark)}>
          {t('sitting.score', { score: score === null ? '–' : showNumber(score), max: showNumber(maxScore) })}
        </span>
      </div>
      {item === undefined ? null : (
        <p className="stem" dir="auto">
          {item.stem}
        </p>
      )}
      <div>
        <p className="label">{t('sitting.yourAnswer')}</p>
        <ShownAnswer answer={response} options={item?.options} prompts={item?.prompts} />
      </div>
      {mark.criteria ? <MarkedCriteria criteria={mark.criteria} /> : null}
      {feedback ? <p dir="auto">{feedback}</p> : null}
      {source === null ? null : (
        <div className="actions">
          <ButtonLink
            small
            href={`/app/books/${source.documentId}?page=${source.pageNumber}&quote=${encodeURIComponent(source.quote)}`}
          >
            {t('sitting.source', { label: source.pageLabel })}
          </ButtonLink>
        </div>
      )}
      {children}
    </li>
  );
};

/** The result of a submitted attempt: its marks with feedback and source once they are available. */
export const Result = ({
  attempt,
  items,
}: {
  readonly attempt: Attempt;
  readonly items: readonly BlankItem[];
}) => {
  const { t } = useTranslation();
  const isOwn = useMe().id === attempt.studentId;
  const itemOf = (id: string): BlankItem | undefined => items.find(({ itemId }) => itemId === id);
  if (!attempt.resultsAvailable)
    return (
      <EmptyState title={t('sitting.handedIn')}>
        {attempt.resultsAvailableAt === null
          ? t('sitting.waitForTeacher')
          : t('sitting.waitUntil', { time: showTime(attempt.resultsAvailableAt) })}
        <ButtonLink href="/app/exams">{t('sitting.back')}</ButtonLink>
      </EmptyState>
    );
  return (
    <>
      <div className="card score-card">
        <p className="soft">{t('sitting.total')}</p>
        <p className="big-score">
          {t('sitting.score', { score: showNumber(attempt.score ?? 0), max: showNumber(attempt.maxScore) })}
        </p>
      </div>
      {isOwn ? <AppealsFault attemptId={attempt.attemptId} /> : null}
      <ol className="stack">
        {attempt.items.map((mark, index) => (
          <MarkedItem key={mark.itemId} mark={mark} item={itemOf(mark.itemId)} number={index + 1}>
            {isOwn ? <MarkAppeal attemptId={attempt.attemptId} mark={mark} /> : null}
          </MarkedItem>
        ))}
      </ol>
    </>
  );
};
