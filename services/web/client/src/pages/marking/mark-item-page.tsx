import { listWaitingAnswers } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { BookOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { useAnswer } from '../../api/calls.ts';
import { showNumber } from '../../language/show.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState, Note } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { Rubric } from '../items/shown-criteria.tsx';
import { ShownKey } from '../items/shown-key.tsx';
import { AnswerGroup } from './answer-group.tsx';
import { firstShown, noAnswersShown, showGroups } from './shown-answers.ts';
import '../items/items.css';
import './marking.css';

/**
 * A mark that was given, and how many answers got it. Others keep the mark of a teacher. Two marks for as
 * many answers are two events.
 */
type Given = { readonly number: number; readonly count: number; readonly kept: number };
type Waiting = ReadOf<typeof listWaitingAnswers>;

/** The question of the item, its key, and the sentence of the book from which it comes. */
const AskedItem = ({ waiting }: { readonly waiting: Waiting }) => {
  const { t } = useTranslation();
  const { stem, key, quantity, source, points, criteria } = waiting;
  const href = `/app/books/${source.documentId}?page=${source.pageNumber}&quote=${encodeURIComponent(source.quote)}`;
  return (
    <div className="card">
      <p className="soft">{t('items.points', { count: points, points: showNumber(points) })}</p>
      <p className="item-stem" dir="auto">
        {stem}
      </p>
      <ShownKey item={{ key, quantity, options: undefined, prompts: undefined }} />
      {criteria === undefined ? null : <Rubric criteria={criteria} />}
      <blockquote className="source" dir="auto">
        <p>{source.quote}</p>
        <ButtonLink small look="quiet" href={href}>
          <BookOpen size={15} aria-hidden="true" />
          {t('sitting.source', { label: source.pageLabel })}
        </ButtonLink>
      </blockquote>
    </div>
  );
};

/** The groups of answers. A group keeps its place, its score and its ticks when the list is read again. */
const AnswerGroups = ({
  waiting,
  onMarked,
}: {
  readonly waiting: Waiting;
  readonly onMarked: (marked: number, kept: number) => void;
}) => {
  const groups = waiting.groups.map(({ answers }) => answers.map(({ attemptId }) => attemptId));
  const [before, setShown] = useState(noAnswersShown);
  const shown = showGroups(before, groups);
  if (shown !== before) setShown(shown);
  return waiting.groups.map(({ answers }, index) => (
    <AnswerGroup
      key={firstShown(shown, groups[index] ?? [])}
      itemId={waiting.itemId}
      points={waiting.points}
      criteria={waiting.criteria}
      answers={answers}
      joined={shown.joined}
      number={index + 1}
      onMarked={onMarked}
    />
  ));
};

const MarkItemPage = () => {
  const { t } = useTranslation();
  const { itemId = '' } = useParams();
  const [search] = useSearchParams();
  const [given, setGiven] = useState<Given>();
  const onMarked = (count: number, kept: number): void =>
    setGiven((last) => ({ number: (last?.number ?? 0) + 1, count, kept }));
  const classId = search.get('class');
  const query = { limit: 100, ...(classId === null ? {} : { classId }) };
  const answer = useAnswer(listWaitingAnswers, { params: { itemId }, query });
  return (
    <Page
      title={t('marking.answers')}
      lead={t('marking.answersLead')}
      actions={<ButtonLink href="/app/marking">{t('marking.back')}</ButtonLink>}
    >
      <Loaded answer={answer}>
        {(waiting) => (
          <>
            <div aria-live="polite">
              {given === undefined ? null : (
                <p key={given.number} className="notice">
                  {t('marking.marked', { count: given.count })}
                  {given.kept === 0 ? null : ` ${t('marking.kept', { count: given.kept })}`}
                </p>
              )}
            </div>
            <AskedItem waiting={waiting} />
            {waiting.groups.length === 0 ? (
              <EmptyState title={t('marking.done')}>
                <ButtonLink look="primary" href="/app/marking">
                  {t('marking.back')}
                </ButtonLink>
              </EmptyState>
            ) : null}
            <AnswerGroups key={itemId} waiting={waiting} onMarked={onMarked} />
            {waiting.nextCursor === null ? null : <Note>{t('marking.more')}</Note>}
          </>
        )}
      </Loaded>
    </Page>
  );
};

export default MarkItemPage;
