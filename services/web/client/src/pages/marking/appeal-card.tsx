import { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { type examWithKeys, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import {
  type appeal as appealShape,
  decideAppeal,
  listOpenAppeals,
} from '@ai-teacher/contracts/exam/marking/appeals.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useAction, useAnswer } from '../../api/calls.ts';
import { showNumber, showTime } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { FormSheet } from '../../parts/form-sheet.tsx';
import { Loaded } from '../../parts/page.tsx';
import { MarkedCriteria } from '../exams/items/shown-criteria.tsx';
import { ShownAnswer } from '../exams/shown-answer.tsx';
import { CriteriaFields, scoresIn, type TypedScores } from './criteria-fields.tsx';

type Appeal = z.output<typeof appealShape>;

/** The question, its key and the answer that an appeal is about. */
const AppealedAnswer = ({ appeal }: { readonly appeal: Appeal }) => {
  const { t } = useTranslation();
  const attempt = useAnswer(readAttempt, { params: { id: appeal.attemptId } });
  const exam = useAnswer(readExam, { params: { id: appeal.examId } });
  return (
    <Loaded answer={exam}>
      {(read) => {
        const { items } = read as z.output<typeof examWithKeys>;
        const asked = items.find(({ itemId }) => itemId === appeal.itemId);
        return (
          <div className="stack">
            <p className="item-stem" dir="auto">
              {asked?.stem}
            </p>
            <p className="label">{t('items.key')}</p>
            <ShownAnswer answer={asked?.key ?? null} options={asked?.options} prompts={asked?.prompts} />
            <p className="label">{t('marking.answer')}</p>
            <Loaded answer={attempt}>
              {(handedIn) => {
                const mark = handedIn.items.find(({ itemId }) => itemId === appeal.itemId);
                return (
                  <>
                    <ShownAnswer
                      answer={mark?.response ?? null}
                      options={asked?.options}
                      prompts={asked?.prompts}
                    />
                    {mark?.criteria ? <MarkedCriteria criteria={mark.criteria} /> : null}
                    {mark?.feedback ? <p className="soft">{mark.feedback}</p> : null}
                  </>
                );
              }}
            </Loaded>
          </div>
        );
      }}
    </Loaded>
  );
};

const DecisionSheet = ({ appeal, onClose }: { readonly appeal: Appeal; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const deciding = useAction(decideAppeal, [listOpenAppeals]);
  const [score, setScore] = useState(String(appeal.scoreBefore));
  const [typed, setTyped] = useState<TypedScores>({});
  const [reason, setReason] = useState('');
  const exam = useAnswer(readExam, { params: { id: appeal.examId } });
  const { items = [] } = (exam.data ?? {}) as Partial<z.output<typeof examWithKeys>>;
  const rubric = items.find(({ itemId }) => itemId === appeal.itemId)?.criteria;
  const isTouched = Object.keys(typed).length > 0;
  const isUpheld = rubric === undefined ? Number(score) === appeal.scoreBefore : !isTouched;
  const decide = async (): Promise<void> => {
    const criteria = rubric === undefined || isUpheld ? undefined : scoresIn(rubric, typed);
    const given =
      rubric === undefined ? { score: Number(score) } : { criteria: isUpheld ? undefined : (criteria ?? []) };
    await deciding.mutateAsync({ params: { id: appeal.appealId }, body: { ...given, reason } });
    onClose();
  };
  return (
    <FormSheet
      title={t('marking.decide')}
      action={isUpheld ? t('marking.uphold') : t('marking.change')}
      onSubmit={decide}
      onClose={onClose}
      isPending={deciding.isPending}
      fault={deciding.error}
    >
      <AppealedAnswer appeal={appeal} />
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
    </FormSheet>
  );
};

/** An open appeal with the student's reason. */
export const AppealCard = ({ appeal }: { readonly appeal: Appeal }) => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="card">
      <div className="row">
        <span className="strong">{t('marking.scoreBefore', { score: showNumber(appeal.scoreBefore) })}</span>
        <span className="soft">{showTime(appeal.createdAt)}</span>
      </div>
      <p dir="auto">{appeal.reason ?? t('marking.noReason')}</p>
      <div className="actions">
        <Button small onPress={() => setOpen(true)}>
          {t('marking.decide')}
        </Button>
      </div>
      {isOpen ? <DecisionSheet appeal={appeal} onClose={() => setOpen(false)} /> : null}
    </li>
  );
};
