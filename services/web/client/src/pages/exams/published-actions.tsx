import { closeExam } from '@ai-teacher/contracts/exam/exam-window.ts';
import { type examWithKeys, listExams, readExam, releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useAction } from '../../api/calls.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice } from '../../parts/notice.tsx';

type Exam = z.output<typeof examWithKeys>;

/** Ends a published exam, and releases its results. */
export const PublishedActions = ({ exam }: { readonly exam: Exam }) => {
  const { t } = useTranslation();
  const params = { params: { id: exam.examId } };
  const release = useAction(releaseExam, [readExam, listExams]);
  const close = useAction(closeExam, [readExam, listExams]);
  const isOpen = exam.closesAt === null || Date.parse(exam.closesAt) > Date.now();
  return (
    <>
      {isOpen && exam.releasedAt === null ? (
        <Confirm
          title={t('exams.close')}
          text={t('exams.closeText')}
          action={t('exams.close')}
          onConfirm={() => close.mutate(params)}
        >
          <Button isPending={close.isPending}>{t('exams.close')}</Button>
        </Confirm>
      ) : null}
      {isOpen && exam.releasedAt === null ? (
        <Confirm
          title={t('exams.release')}
          text={t('exams.releaseText')}
          action={t('exams.release')}
          onConfirm={() => release.mutate(params)}
        >
          <Button isPending={release.isPending}>{t('exams.release')}</Button>
        </Confirm>
      ) : null}
      <FaultNotice fault={release.error ?? close.error} />
    </>
  );
};
