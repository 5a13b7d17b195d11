import { listStudentAttempts } from '@ai-teacher/contracts/exam/assignments.ts';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { listExams } from '@ai-teacher/contracts/exam/exams.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAction, useList } from '../../api/calls.ts';
import { readAll } from '../../api/read-all.ts';
import { showNumber, showTime } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { EmptyState, FaultNotice } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';
import { useMe } from '../../shell/session.tsx';
import { RefusedRemark } from './outbox/refused-answers.tsx';
import { keepStarted } from './started-attempt.ts';
import { windowState } from './window-state.ts';

type Exam = ReadOf<typeof listExams>['items'][number];
type Attempt = ReadOf<typeof listStudentAttempts>['items'][number];

/** Attempts of one student that the page reads: 20 requests. */
const maxAttempts = 2_000;

/** The attempts of a student by their exams. */
const useAttemptsByExam = (studentId: string) =>
  useQuery({
    queryKey: [listStudentAttempts.operationId, studentId, 'all'],
    queryFn: async (): Promise<ReadonlyMap<string, Attempt>> => {
      const { items } = await readAll(
        listStudentAttempts,
        { params: { id: studentId }, query: {} },
        maxAttempts,
      );
      return new Map(items.map((attempt) => [attempt.examId, attempt]));
    },
  });

type StandingProps = { readonly exam: Exam; readonly attempt: Attempt | undefined };

const Standing = ({ exam, attempt }: StandingProps) => {
  const { t } = useTranslation();
  if (attempt === undefined) {
    const state = windowState(exam, Date.now());
    return <span className={state === 'due' ? 'tag' : 'tag plain'}>{t(`sitting.${state}`)}</span>;
  }
  if (attempt.status === 'in_progress') return <span className="tag warn">{t('sitting.inProgress')}</span>;
  if (attempt.score === null) return <span className="tag plain">{t('sitting.submitted')}</span>;
  const score = t('sitting.score', { score: showNumber(attempt.score), max: showNumber(attempt.maxScore) });
  return <span className="tag good">{score}</span>;
};

const Start = ({ exam }: { readonly exam: Exam }) => {
  const { t } = useTranslation();
  const go = useNavigate();
  const client = useQueryClient();
  const starting = useAction(startAttempt, [listStudentAttempts]);
  const start = async (): Promise<void> => {
    const started = await starting.mutateAsync({ params: { id: exam.examId } });
    keepStarted(client, exam.examId, started);
    await go(`/app/attempts/${started.attemptId}?exam=${exam.examId}`);
  };
  const text =
    exam.durationMinutes === null
      ? t('sitting.startText')
      : t('sitting.startTimed', { count: exam.durationMinutes });
  return (
    <>
      <FaultNotice fault={starting.error} />
      <Confirm
        title={exam.title}
        text={text}
        action={t('sitting.start')}
        onConfirm={() => void start().catch(() => undefined)}
      >
        <Button look="primary" isPending={starting.isPending}>
          {t('sitting.start')}
        </Button>
      </Confirm>
    </>
  );
};

type ExamCardProps = {
  readonly exam: Exam;
  /** Undefined until the attempts of the student are read. */
  readonly attempts: ReadonlyMap<string, Attempt> | undefined;
};

const ExamCard = ({ exam, attempts }: ExamCardProps) => {
  const { t } = useTranslation();
  const attempt = attempts?.get(exam.examId);
  const facts = [
    t('exams.items', { count: exam.itemCount }),
    exam.durationMinutes === null ? t('exams.untimed') : t('exams.minutes', { count: exam.durationMinutes }),
    windowState(exam, Date.now()) === 'later'
      ? t('exams.opens', { time: showTime(exam.opensAt) })
      : undefined,
    exam.closesAt === null ? undefined : t('exams.closes', { time: showTime(exam.closesAt) }),
  ];
  const href = `/app/attempts/${attempt?.attemptId}?exam=${exam.examId}`;
  return (
    <article className="card">
      <div className="row">
        <h2 className="strong">
          <bdi>{exam.title}</bdi>
        </h2>
        {attempts === undefined ? null : <Standing exam={exam} attempt={attempt} />}
      </div>
      <p className="soft">{facts.filter(Boolean).join(' · ')}</p>
      <div className="actions">
        {attempts !== undefined && attempt === undefined ? <Start exam={exam} /> : null}
        {attempt?.status === 'in_progress' ? (
          <ButtonLink look="primary" href={href}>
            {t('sitting.continue')}
          </ButtonLink>
        ) : null}
        {attempt !== undefined && attempt.status !== 'in_progress' ? (
          <ButtonLink href={href}>{t('sitting.result')}</ButtonLink>
        ) : null}
      </div>
    </article>
  );
};

const StudentExamsPage = () => {
  const { t } = useTranslation();
  const exams = useList(listExams, { query: {} });
  const attempts = useAttemptsByExam(useMe().id);
  return (
    <Page title={t('nav.exams')} lead={t('sitting.lead')}>
      <RefusedRemark />
      <FaultNotice fault={attempts.error} onRetry={() => void attempts.refetch()} />
      <Listing
        list={exams}
        empty={<EmptyState title={t('sitting.empty')}>{t('sitting.emptyText')}</EmptyState>}
      >
        {(items) => (
          <div className="stack">
            {items.map((exam) => (
              <ExamCard key={exam.examId} exam={exam} attempts={attempts.data} />
            ))}
          </div>
        )}
      </Listing>
    </Page>
  );
};

export default StudentExamsPage;
