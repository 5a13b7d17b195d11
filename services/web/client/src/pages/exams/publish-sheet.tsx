import { type examWithKeys, listExams, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useAction } from '../../api/calls.ts';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { AssignmentFields } from './assignment-fields.tsx';
import { type Assignment, givenAssignments } from './assignments.ts';
import { instantOf } from './local-time.ts';

type SheetProps = { readonly exam: z.output<typeof examWithKeys>; readonly onClose: () => void };

/** Publishes a draft with its times, for the institution or for classes. */
export const PublishSheet = ({ exam, onClose }: SheetProps) => {
  const { t } = useTranslation();
  const publishing = useAction(publishExam, [readExam, listExams]);
  const [opens, setOpens] = useState('');
  const [closes, setCloses] = useState('');
  const [minutes, setMinutes] = useState('');
  const [assignments, setAssignments] = useState<readonly Assignment[]>([
    { institution: true, opens: '', closes: '' },
  ]);
  const publish = async (): Promise<void> => {
    const [opensAt, closesAt] = [instantOf(opens), instantOf(closes)];
    const body = {
      ...(opensAt === undefined ? {} : { opensAt }),
      ...(closesAt === undefined ? {} : { closesAt }),
      ...(minutes === '' ? {} : { durationMinutes: Number(minutes) }),
      assignments: givenAssignments(assignments),
    };
    await publishing.mutateAsync({ params: { id: exam.examId }, body });
    onClose();
  };
  return (
    <FormSheet
      title={t('exams.publish')}
      action={t('exams.publish')}
      onSubmit={publish}
      onClose={onClose}
      isPending={publishing.isPending}
      isDisabled={assignments.length === 0}
      fault={publishing.error}
    >
      <p className="soft">{t('exams.publishText')}</p>
      <Field
        label={t('exams.opensAt')}
        type="datetime-local"
        value={opens}
        onChange={setOpens}
        hint={t('exams.opensHint')}
      />
      <Field
        label={t('exams.closesAt')}
        type="datetime-local"
        value={closes}
        onChange={setCloses}
        hint={t('exams.closesHint')}
      />
      <Field
        label={t('exams.duration')}
        type="number"
        inputMode="numeric"
        value={minutes}
        onChange={setMinutes}
        hint={t('exams.durationHint')}
      />
      <AssignmentFields assignments={assignments} onChange={setAssignments} />
    </FormSheet>
  );
};
