import { assignExam, giveExtraTime } from '@ai-teacher/contracts/exam/assignments.ts';
import { type examWithKeys, listExams, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useAction } from '../../api/calls.ts';
import { useExamWithNames } from '../../api/exam-results.ts';
import { showShare } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Sheet } from '../../parts/dialogs/dialog.tsx';
import { FormSheet, SheetForm } from '../../parts/dialogs/form-sheet.tsx';
import { Chooser } from '../../parts/fields/chooser.tsx';
import { WholeChooser } from '../../parts/fields/whole-chooser.tsx';
import { AssignmentFields } from './assignment-fields.tsx';
import { assignmentsOf, givenAssignments } from './assignments.ts';

type Exam = z.output<typeof examWithKeys>;
type SheetProps = { readonly exam: Exam; readonly onClose: () => void };

const AssignSheet = ({ exam, onClose }: SheetProps) => {
  const { t } = useTranslation();
  const assigning = useAction(assignExam, [readExam, listExams]);
  const [assignments, setAssignments] = useState(assignmentsOf(exam.assignments));
  const assign = async (): Promise<void> => {
    const body = { assignments: givenAssignments(assignments) };
    await assigning.mutateAsync({ params: { id: exam.examId }, body });
    onClose();
  };
  return (
    <FormSheet
      title={t('sharing.assign')}
      action={t('sharing.assign')}
      onSubmit={assign}
      onClose={onClose}
      isPending={assigning.isPending}
      isDisabled={assignments.length === 0}
      fault={assigning.error}
    >
      <AssignmentFields assignments={assignments} onChange={setAssignments} />
    </FormSheet>
  );
};

/** The usual accommodations, as factors of the time. 1 takes an accommodation back. */
const factors = [1, 1.1, 1.25, 1.33, 1.5, 2, 3] as const;

const ExtraTimeForm = ({ exam, onClose }: SheetProps) => {
  const { t } = useTranslation();
  const { names, ofNames } = useExamWithNames(exam.examId);
  const giving = useAction(giveExtraTime, [readExam]);
  const [student, setStudent] = useState('');
  const [factor, setFactor] = useState('1.25');
  const students = [...(names ?? [])].map(([id, label]) => ({ id, label }));
  const studentId = student || (students[0]?.id ?? '');
  const give = async (): Promise<void> => {
    await giving.mutateAsync({
      params: { id: exam.examId, studentId },
      body: { factor: Number(factor) },
    });
    onClose();
  };
  if (names !== undefined && students.length === 0) return <p>{t('sharing.noStudents')}</p>;
  return (
    <SheetForm
      action={t('shell.save')}
      onSubmit={give}
      onClose={onClose}
      isPending={giving.isPending}
      isDisabled={studentId === ''}
      fault={giving.error}
    >
      <WholeChooser
        label={t('results.student')}
        choices={students}
        list={ofNames}
        value={studentId}
        onChange={setStudent}
      />
      <Chooser
        label={t('sharing.extraTimeFactor')}
        choices={factors.map((value) => ({
          id: String(value),
          label: value === 1 ? t('sharing.noExtraTime') : `+ ${showShare(value - 1)}`,
        }))}
        value={factor}
        onChange={setFactor}
      />
    </SheetForm>
  );
};

const ExtraTimeSheet = (props: SheetProps) => {
  const { t } = useTranslation();
  return (
    <Sheet title={t('sharing.extraTime')} isOpen onClose={props.onClose}>
      <ExtraTimeForm {...props} />
    </Sheet>
  );
};

/** The audience of a published exam, and the students who get more time. */
export const AssignActions = ({ exam }: { readonly exam: Exam }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'assign' | 'time'>();
  const close = (): void => setOpen(undefined);
  return (
    <>
      <Button onPress={() => setOpen('assign')}>{t('sharing.assign')}</Button>
      <Button onPress={() => setOpen('time')}>{t('sharing.extraTime')}</Button>
      {open === 'assign' ? <AssignSheet exam={exam} onClose={close} /> : null}
      {open === 'time' ? <ExtraTimeSheet exam={exam} onClose={close} /> : null}
    </>
  );
};
