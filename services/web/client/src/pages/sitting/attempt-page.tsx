import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { isGone, useAnswer } from '../../api/calls.ts';
import { FaultNotice } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { useMe } from '../../shell/session.tsx';
import type { Refused } from './outbox/entries.ts';
import { RefusedAnswers } from './outbox/refused-answers.tsx';
import { useRefused } from './outbox/use-outbox.ts';
import { Result } from './result.tsx';
import { Sitting } from './sitting.tsx';
import { useStartedAttempt } from './started-attempt.ts';
import { type ReadAttempt, useAttempt } from './use-attempt.ts';

const InProgress = ({ attempt }: { readonly attempt: ReadAttempt }) => (
  <Loaded answer={useStartedAttempt(attempt.examId)}>
    {({ items }) => <Sitting attempt={attempt} items={items} />}
  </Loaded>
);

const AttemptPage = () => {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const examId = useSearchParams()[0].get('exam') ?? '';
  const refused = useRefused(id);
  const attempt = useAttempt(id);
  const me = useMe();
  // A guardian may read the result of a child, and not the exam.
  const mayReadExam = me.role !== 'student' || attempt.data?.studentId === me.id;
  const exam = useAnswer(
    readExam,
    { params: { id: attempt.data?.examId ?? examId } },
    { enabled: attempt.isSuccess && mayReadExam },
  );
  const itemIds = attempt.data?.items.map(({ itemId }) => itemId) ?? [];
  // The page of an attempt in progress shows a refused answer at its item.
  const isShown = ({ itemId }: Refused): boolean =>
    attempt.data?.status === 'in_progress' && itemIds.includes(itemId);
  return (
    <Page title={exam.data?.title ?? t('sitting.title')}>
      <RefusedAnswers
        answers={refused.filter((entry) => !isShown(entry))}
        itemIds={itemIds}
        items={exam.data?.items ?? []}
      />
      <Loaded answer={attempt}>
        {(read) =>
          read.status === 'in_progress' ? (
            <InProgress attempt={read} />
          ) : (
            <>
              {/* A student who has left the class reads the answers without the questions. */}
              <FaultNotice
                fault={isGone(exam.error) ? null : exam.error}
                onRetry={() => void exam.refetch()}
              />
              <Result attempt={read} items={exam.data?.items ?? []} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
};

export default AttemptPage;
