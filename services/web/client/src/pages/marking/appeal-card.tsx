import { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { type examWithKeys, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import {
  type appeal as appealShape,
  decideAppeal,
  listOpenAppeals,
} from '@ai-teacher/contracts/exam/marking/appeals.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useAction, useAnswer } from '../../api/calls.ts';
import { showNumber, showTime } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Sheet } from '../../parts/dialogs/dialog.tsx';
import { SheetForm } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { Loaded } from '../../parts/page.tsx';
import { ShownAnswer } from '../items/shown-answer.tsx';
import { MarkedCriteria } from '../items/shown-criteria.tsx';
import { ShownKey } from '../items/shown-key.tsx';
import { CriteriaFields, scoresIn, typedScoresOf } from './criteria-fields.tsx';

export type Appeal = z.output<typeof appealShape>;
type Mark = ReadOf<typeof readAttempt>['items'][number];
type AppealedProps = {
  readonly appeal: Appeal;
  readonly item: Item | undefined;
  readonly mark: Mark | undefined;
};

/** The question, its key and the answer that an appeal is about, with the mark. */
const AppealedAnswer = ({ item, mark }: AppealedProps) => {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <p className="item-stem" dir="auto">
        {item?.stem}
      </p>
      {item === undefined ? null : <ShownKey item={item} />}
      <p className="label">{t('marking.answer')}</p>
      <ShownAnswer answer={mark?.response ?? null} options={item?.options} prompts={item?.prompts} />
      {mark?.criteria ? <MarkedCriteria criteria={mark.criteria} /> : null}
      {mark?.feedback ? (
        <p className="soft" dir="auto">
          {mark.feedback}
        </p>
      ) : null}
    </div>
  );
};

/** Begins with the present score, or with the present scores of the criteria. */
const DecisionForm = ({ onClose, ...appealed }: AppealedProps & { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const { appeal, item, mark } = appealed;
  const deciding = useAction(decideAppeal, [listOpenAppeals]);
  const rubric = item?.criteria;
  const present = typedScoresOf(mark?.criteria ?? []);
  const [score, setScore] = useState(String(appeal.scoreBefore));
  const [typed, setTyped] = useState(present);
  const [reason, setReason] = useState('');
  const criteria = rubric === undefined ? undefined : scoresIn(rubric, typed);
  const isUpheld =
    rubric === undefined
      ? Number(score) === appeal.scoreBefore
      : rubric.every(({ criterionId }) => typed[criterionId] === present[criterionId]);
  const isScored = isUpheld || (rubric === undefined ? score !== '' : criteria !== undefined);
  const decide = async (): Promise<void> => {
    const given = isUpheld ? {} : rubric === undefined ? { score: Number(score) } : { criteria };
    await deciding.mutateAsync({ params: { id: appeal.appealId }, body: { ...given, reason } });
    onClose();
  };
  return (
    <SheetForm
      action={isUpheld ? t('marking.uphold') : t('marking.change')}
      onSubmit={decide}
      onClose={onClose}
      isPending={deciding.isPending}
      isDisabled={!isScored}
      fault={deciding.error}
    >
      <AppealedAnswer {...appealed} />
      {rubric === undefined ? (
        <Field
          label={t('marking.score')}
          type="number"
          inputMode="decimal"
          value={score}
          onChange={setScore}
          isRequired
        />
      ) : (
        <CriteriaFields criteria={rubric} typed={typed} onChange={setTyped} />
      )}
      <Field label={t('marking.decisionReason')} rows={3} value={reason} onChange={setReason} isRequired />
    </SheetForm>
  );
};

type DecisionProps = { readonly appeal: Appeal; readonly onClose: () => void };

/**
 * Asks for the decision of an appeal. It stands beside the list, so it stays open, with the reason of the
 * teacher, when the appeal is decided elsewhere and leaves the list.
 */
export const DecisionSheet = ({ appeal, onClose }: DecisionProps) => {
  const { t } = useTranslation();
  const attempt = useAnswer(readAttempt, { params: { id: appeal.attemptId } });
  const exam = useAnswer(readExam, { params: { id: appeal.examId } });
  return (
    <Sheet title={t('marking.decide')} isOpen onClose={onClose}>
      <Loaded answer={exam}>
        {(read) => {
          const { items } = read as z.output<typeof examWithKeys>;
          const item = items.find(({ itemId }) => itemId === appeal.itemId);
          return (
            <Loaded answer={attempt}>
              {({ items: marks }) => {
                const mark = marks.find(({ itemId }) => itemId === appeal.itemId);
                return <DecisionForm appeal={appeal} item={item} mark={mark} onClose={onClose} />;
              }}
            </Loaded>
          );
        }}
      </Loaded>
    </Sheet>
  );
};

type CardProps = { readonly appeal: Appeal; readonly onDecide: () => void };

/** An open appeal with the student's reason. */
export const AppealCard = ({ appeal, onDecide }: CardProps) => {
  const { t } = useTranslation();
  return (
    <li className="card">
      <div className="row">
        <span className="strong">{t('marking.scoreBefore', { score: showNumber(appeal.scoreBefore) })}</span>
        <span className="soft">{showTime(appeal.createdAt)}</span>
      </div>
      <p dir="auto">{appeal.reason ?? t('marking.noReason')}</p>
      <div className="actions">
        <Button small onPress={onDecide}>
          {t('marking.decide')}
        </Button>
      </div>
    </li>
  );
};
