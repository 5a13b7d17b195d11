import { listAttempts, readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { listItemMarks, markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { listMarkingQueue } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useAction, useAnswer } from '../../api/calls.ts';
import { type Attempt, nameOf, useExamWithNames } from '../../api/exam-results.ts';
import { showNumber, showShare, showTime } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { ShownAnswer } from '../items/shown-answer.tsx';
import { MarkedCriteria } from '../items/shown-criteria.tsx';
import { ShownKey } from '../items/shown-key.tsx';
import { CriteriaFields, scoresIn, typedScoresOf } from '../marking/criteria-fields.tsx';
import '../items/items.css';

type Mark = Attempt['items'][number];
type MarkProps = { readonly attemptId: string; readonly mark: Mark };
/** The item is undefined until the exam is read. */
type ItemProps = MarkProps & { readonly item: Item | undefined };

/** Earlier marks of an answer, and who set them. */
const History = ({ attemptId, mark }: MarkProps) => {
  const { t } = useTranslation();
  const answer = useAnswer(listItemMarks, { params: { id: attemptId, itemId: mark.itemId } });
  return (
    <Loaded answer={answer}>
      {({ items }) => (
        <ul className="list">
          {items.map(({ score, markedBy, markedAt, feedback }) => (
            <li key={`${markedAt} ${score}`} className="soft">
              {showTime(markedAt)} · {score === null ? '–' : showNumber(score)}
              {markedBy === null ? null : ` · ${t(`results.by.${markedBy.kind}`)}`} <bdi>{feedback}</bdi>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
};

const MarkSheet = ({ attemptId, mark, item, onClose }: ItemProps & { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const marking = useAction(markItem, [readAttempt, listAttempts, listMarkingQueue, listItemMarks]);
  const [score, setScore] = useState(mark.score === null ? '' : String(mark.score));
  const { criteria } = mark;
  const [typed, setTyped] = useState(typedScoresOf(criteria ?? []));
  // A mark without feedback would replace the words of a teacher. Those of a machine belong to its own mark.
  const [feedback, setFeedback] = useState(mark.markedBy?.kind === 'teacher' ? (mark.feedback ?? '') : '');
  const save = async (): Promise<void> => {
    const said = feedback.trim() === '' ? {} : { feedback: feedback.trim() };
    const given = criteria ? { criteria: scoresIn(criteria, typed) ?? [] } : { score: Number(score) };
    const body = { ...given, ...said };
    await marking.mutateAsync({ params: { id: attemptId, itemId: mark.itemId }, body });
    onClose();
  };
  return (
    <FormSheet
      title={t('results.changeMark')}
      action={t('shell.save')}
      onSubmit={save}
      onClose={onClose}
      isPending={marking.isPending}
      isDisabled={criteria ? scoresIn(criteria, typed) === undefined : score === ''}
      fault={marking.error}
    >
      <ShownAnswer answer={mark.response} options={item?.options} prompts={item?.prompts} />
      {criteria ? (
        <CriteriaFields criteria={criteria} typed={typed} onChange={setTyped} />
      ) : (
        <Field
          label={t('marking.scoreOf', { max: showNumber(mark.maxScore) })}
          type="number"
          inputMode="decimal"
          value={score}
          onChange={setScore}
          isRequired
        />
      )}
      <Field label={t('results.feedback')} rows={3} value={feedback} onChange={setFeedback} />
      <History attemptId={attemptId} mark={mark} />
    </FormSheet>
  );
};

const MarkCard = ({ attemptId, mark, item, number }: ItemProps & { readonly number: number }) => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { score, maxScore, markedBy, feedback, response } = mark;
  return (
    <li className="card">
      <div className="row">
        <span className="soft">{t('sitting.item', { number })}</span>
        <span className={score === null ? 'tag warn' : 'tag'}>
          {score === null
            ? t('results.status.needs_review')
            : t('sitting.score', { score: showNumber(score), max: showNumber(maxScore) })}
        </span>
      </div>
      <p className="item-stem" dir="auto">
        {item?.stem}
      </p>
      <div>
        <p className="label">{t('marking.answer')}</p>
        <ShownAnswer answer={response} options={item?.options} prompts={item?.prompts} />
      </div>
      {item === undefined ? null : <ShownKey item={item} />}
      {mark.criteria ? <MarkedCriteria criteria={mark.criteria} /> : null}
      {feedback ? <p dir="auto">{feedback}</p> : null}
      <div className="row">
        <span className="soft">
          {markedBy === null ? null : t(`results.by.${markedBy.kind}`)}
          {markedBy?.confidence == null
            ? null
            : ` · ${t('results.certain', { share: showShare(markedBy.confidence) })}`}
        </span>
        <Button small onPress={() => setOpen(true)}>
          {t('results.changeMark')}
        </Button>
      </div>
      {isOpen ? (
        <MarkSheet attemptId={attemptId} mark={mark} item={item} onClose={() => setOpen(false)} />
      ) : null}
    </li>
  );
};

/** The answers and marks of one student, for the teacher. */
const AttemptMarksPage = () => {
  const { t } = useTranslation();
  const { id = '', attemptId = '' } = useParams();
  const { read, names, ofNames } = useExamWithNames(id);
  const answer = useAnswer(readAttempt, { params: { id: attemptId } });
  const items = read?.items ?? [];
  return (
    <Loaded answer={answer}>
      {(attempt) => (
        <Page
          title={nameOf(names, attempt.studentId)}
          lead={read?.title}
          actions={<ButtonLink href={`/app/exams/${id}/results`}>{t('exams.results')}</ButtonLink>}
        >
          <FaultNotice fault={ofNames.fault} onRetry={ofNames.reload} />
          <ol className="stack">
            {attempt.items.map((mark, index) => (
              <MarkCard
                key={mark.itemId}
                attemptId={attemptId}
                mark={mark}
                item={items.find(({ itemId }) => itemId === mark.itemId)}
                number={index + 1}
              />
            ))}
          </ol>
        </Page>
      )}
    </Loaded>
  );
};

export default AttemptMarksPage;
