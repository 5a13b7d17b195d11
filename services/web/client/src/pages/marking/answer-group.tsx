import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import {
  listMarkingQueue,
  listWaitingAnswers,
  markGroup,
} from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import { useState } from 'react';
import { Group } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { showNumber, showShare } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/fields/checkbox.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { ShownAnswer } from '../items/shown-answer.tsx';
import {
  CriteriaFields,
  FoundCriteria,
  ModelReason,
  scoresIn,
  type TypedScores,
  type WaitingAnswer,
} from './criteria-fields.tsx';

type Answer = WaitingAnswer;

type Rubric = Item['criteria'];

type GroupProps = {
  readonly itemId: string;
  readonly points: number;
  /** The rubric of a long answer. */
  readonly criteria: Rubric | undefined;
  readonly answers: readonly Answer[];
  /** The attempts whose answers joined a group after the page had shown it. */
  readonly joined: ReadonlySet<string>;
  readonly number: number;
  /** Receives the number of answers that got the mark, and of those that keep the mark of a teacher. */
  readonly onMarked: (marked: number, kept: number) => void;
};

/** The points that the trained model proposes for an answer, and the certainty of the proposal. */
const Proposal = ({ answer, points }: { readonly answer: Answer; readonly points: number }) => {
  const { t } = useTranslation();
  const { suggestion } = answer;
  if (suggestion === null) return null;
  const certainty = showShare(suggestion.certainty);
  return (
    <p className="soft">
      {suggestion.score === null
        ? t('marking.noProposal', { certainty })
        : t('marking.proposal', { score: showNumber(suggestion.score), max: showNumber(points), certainty })}
    </p>
  );
};

/** The score that the model proposes for all answers of a group, else an empty text. */
const proposedFor = (answers: readonly Answer[]): string => {
  const scores = new Set(answers.map(({ suggestion }) => suggestion?.score ?? null));
  const [only] = scores;
  return scores.size === 1 && typeof only === 'number' ? String(only) : '';
};

const ScoreChoices = ({
  points,
  onChoose,
}: {
  readonly points: number;
  readonly onChoose: (score: string) => void;
}) => {
  const { t } = useTranslation();
  const choices = [...new Set([0, points / 2, points])];
  return (
    <Group className="actions" aria-label={t('marking.quick')}>
      {choices.map((score) => (
        <Button key={score} small onPress={() => onChoose(String(score))}>
          {t('sitting.score', { score: showNumber(score), max: showNumber(points) })}
        </Button>
      ))}
    </Group>
  );
};

/**
 * Similar answers, which get one mark. The teacher reads each, and can leave one out. An answer that joined
 * later is left out until the teacher ticks it, because the teacher may have read the group without it.
 */
export const AnswerGroup = ({ answers, joined, number, onMarked, ...item }: GroupProps) => {
  const { itemId, points, criteria } = item;
  const { t } = useTranslation();
  const marking = useAction(markGroup, [listWaitingAnswers, listMarkingQueue]);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [score, setScore] = useState(proposedFor(answers));
  const [typed, setTyped] = useState<TypedScores>({});
  const [feedback, setFeedback] = useState('');
  const scores = scoresIn(criteria ?? [], typed);
  const isTicked = ({ attemptId }: Answer): boolean => joined.has(attemptId) === turned.has(attemptId);
  const chosen = answers.filter(isTicked);
  const later = answers.filter(({ attemptId }) => joined.has(attemptId));
  const isScored =
    criteria === undefined
      ? score !== '' && Number(score) >= 0 && Number(score) <= points
      : scores !== undefined;
  const isValid = isScored && chosen.length > 0;
  const turn = ({ attemptId }: Answer): void => {
    const others = [...turned].filter((id) => id !== attemptId);
    setTurned(new Set(turned.has(attemptId) ? others : [...others, attemptId]));
  };
  const mark = async (): Promise<void> => {
    const said = feedback.trim() === '' ? {} : { feedback: feedback.trim() };
    const attemptIds = chosen.map(({ attemptId }) => attemptId);
    const given = criteria === undefined ? { score: Number(score) } : { criteria: scores };
    const body = { attemptIds, ...given, ...said };
    const { items } = await marking.mutateAsync({ params: { itemId }, body });
    const countOf = (wanted: string): number => items.filter(({ outcome }) => outcome === wanted).length;
    // A repeated request finds its own marks.
    onMarked(countOf('marked') + countOf('unchanged'), countOf('marked_by_teacher'));
  };
  return (
    <section className="card" aria-label={t('marking.group', { number })}>
      <div className="row">
        <h2>{t('marking.group', { number })}</h2>
        <span className="tag plain">{t('marking.waiting', { count: answers.length })}</span>
      </div>
      <Remark>{later.length === 0 ? null : t('marking.joined', { count: later.length })}</Remark>
      <ul className="list">
        {answers.map((answer) => (
          <li key={answer.attemptId} className="waiting-answer">
            <Checkbox isSelected={isTicked(answer)} onChange={() => turn(answer)}>
              {joined.has(answer.attemptId) ? (
                <span className="tag warn">{t('marking.joinedTag')}</span>
              ) : null}
              <ShownAnswer answer={answer.response} options={undefined} prompts={undefined} />
            </Checkbox>
            <Proposal answer={answer} points={points} />
            {criteria === undefined ? null : <FoundCriteria criteria={criteria} answer={answer} />}
            <ModelReason answer={answer} />
          </li>
        ))}
      </ul>
      <SendingForm className="stack" onSubmit={mark}>
        {criteria === undefined ? (
          <>
            <ScoreChoices points={points} onChoose={setScore} />
            <Field
              label={t('marking.scoreOf', { max: showNumber(points) })}
              type="number"
              inputMode="decimal"
              value={score}
              onChange={setScore}
            />
          </>
        ) : (
          <CriteriaFields criteria={criteria} typed={typed} onChange={setTyped} />
        )}
        <Field label={t('marking.feedback')} rows={2} value={feedback} onChange={setFeedback} />
        <FaultNotice fault={marking.error} />
        <div className="actions end">
          <Button look="primary" type="submit" isDisabled={!isValid} isPending={marking.isPending}>
            {t('marking.mark', { count: chosen.length })}
          </Button>
        </div>
      </SendingForm>
    </section>
  );
};
