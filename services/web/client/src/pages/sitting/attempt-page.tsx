import { readAttempt, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { api, useAnswer } from '../../api/calls.ts';
import { FaultNotice } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { useMe } from '../../shell/session.tsx';
import type { Responses } from './outbox/response-outbox.ts';
import { useOutbox } from './outbox/use-outbox.ts';
import { Result } from './result.tsx';
import { Sitting } from './sitting.tsx';

/**
 * Takes up the attempt in progress: its items in the student's order, the deadline, and the difference of the
 * clocks, which the header `date` of the answer gives.
 */
const useAttemptInProgress = (examId: string) =>
  useQuery({
    queryKey: ['attempt-in-progress', examId],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const { answer, headers } = await api.call(startAttempt, { params: { id: examId }, signal });
      const serverTime = Date.parse(headers.get('date') ?? '') || Date.now();
      return { ...answer, offsetMilliseconds: serverTime - Date.now() };
    },
  });

const InProgress = ({ examId, saved }: { readonly examId: string; readonly saved: Responses }) => (
  <Loaded answer={useAttemptInProgress(examId)}>
    {({ attemptId, items, deadlineAt, offsetMilliseconds }) => (
      <Sitting
        attemptId={attemptId}
        items={items}
        saved={saved}
        deadlineAt={deadlineAt}
        offsetMilliseconds={offsetMilliseconds}
      />
    )}
  </Loaded>
);

const AttemptPage = () => {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const examId = useSearchParams()[0].get('exam') ?? '';
  const { refusal } = useOutbox(id);
  const attempt = useAnswer(readAttempt, { params: { id } });
  const me = useMe();
  // A guardian may read the result of a child, and not the exam.
  const mayReadExam = me.role !== 'student' || attempt.data?.studentId === me.id;
  const exam = useAnswer(
    readExam,
    { params: { id: attempt.data?.examId ?? examId } },
    { enabled: attempt.isSuccess && mayReadExam },
  );
  return (
    <Page title={exam.data?.title ?? t('sitting.title')}>
      <FaultNotice fault={refusal} />
      <Loaded answer={attempt}>
        {(read) =>
          read.status === 'in_progress' ? (
            <InProgress
              examId={read.examId}
              saved={Object.fromEntries(read.items.map(({ itemId, response }) => [itemId, response]))}
            />
          ) : (
            <Result attempt={read} items={exam.data?.items ?? []} />
          )
        }
      </Loaded>
    </Page>
  );
};

export default AttemptPage;
