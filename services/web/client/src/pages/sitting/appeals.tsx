import type { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { appealMark, listAttemptAppeals } from '@ai-teacher/contracts/exam/marking/appeals.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useAnswer } from '../../api/calls.ts';
import { showNumber } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { FaultNotice } from '../../parts/notice.tsx';

type Place = { readonly attemptId: string; readonly itemId: string };

const AppealSheet = ({ attemptId, itemId, onClose }: Place & { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const appealing = useAction(appealMark, [listAttemptAppeals]);
  const [reason, setReason] = useState('');
  const send = async (): Promise<void> => {
    const body = reason.trim() === '' ? {} : { reason };
    await appealing.mutateAsync({ params: { id: attemptId, itemId }, body });
    onClose();
  };
  return (
    <FormSheet
      title={t('appeals.ask')}
      action={t('appeals.send')}
      onSubmit={send}
      onClose={onClose}
      isPending={appealing.isPending}
      fault={appealing.error}
    >
      <p className="soft">{t('appeals.text')}</p>
      <Field label={t('appeals.reason')} rows={3} value={reason} onChange={setReason} />
    </FormSheet>
  );
};

/** Says why no answer shows its appeal. Empty without a fault. */
export const AppealsFault = ({ attemptId }: Pick<Place, 'attemptId'>) => {
  const answer = useAnswer(listAttemptAppeals, { params: { id: attemptId } });
  return <FaultNotice fault={answer.error} onRetry={() => void answer.refetch()} />;
};

type Mark = ReadOf<typeof readAttempt>['items'][number];
type MarkAppealProps = { readonly attemptId: string; readonly mark: Mark };

/** The outcome of the student's appeal against a mark, or the form to appeal against a machine's mark. */
export const MarkAppeal = ({ attemptId, mark: { itemId, markedBy } }: MarkAppealProps) => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const appeals = useAnswer(listAttemptAppeals, { params: { id: attemptId } }).data?.items;
  const latest = appeals?.find((appeal) => appeal.itemId === itemId);
  if (latest?.status === 'open') return <p className="soft">{t('appeals.isOpen')}</p>;
  if (latest !== undefined)
    return (
      <div className="stack">
        <p className="label">
          {latest.status === 'upheld'
            ? t('appeals.upheld')
            : t('appeals.changed', { score: showNumber(latest.score ?? latest.scoreBefore) })}
        </p>
        <p dir="auto">{latest.answer}</p>
      </div>
    );
  if (appeals === undefined || markedBy === null || markedBy.kind === 'teacher') return null;
  return (
    <div className="actions">
      <Button small onPress={() => setOpen(true)}>
        {t('appeals.ask')}
      </Button>
      {isOpen ? <AppealSheet attemptId={attemptId} itemId={itemId} onClose={() => setOpen(false)} /> : null}
    </div>
  );
};
