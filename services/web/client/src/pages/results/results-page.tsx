import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Link } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { type Attempt, type Exam, nameOf, useAttempts, useExamWithNames } from '../../api/exam-results.ts';
import { showNumber, showShare, showTime } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState, FaultNotice, Note, Waiting } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { PublishedActions } from '../exams/published-actions.tsx';
import { exportResults } from './export-results.ts';

// The library of the pictures loads after the table.
const Pictures = lazy(() => import('./pictures.tsx'));

const StatusTag = ({ attempt }: { readonly attempt: Attempt }) => {
  const { t } = useTranslation();
  const looks = { in_progress: 'plain', graded: 'good', needs_review: 'warn' } as const;
  return <span className={`tag ${looks[attempt.status]}`}>{t(`results.status.${attempt.status}`)}</span>;
};

type TableProps = {
  readonly exam: Exam;
  readonly attempts: readonly Attempt[];
  readonly names: ReadonlyMap<string, string> | undefined;
};

const ResultsTable = ({ exam, attempts, names }: TableProps) => {
  const { t } = useTranslation();
  const columns: readonly Column<Attempt>[] = [
    {
      id: 'student',
      label: t('results.student'),
      sortValue: ({ studentId }) => nameOf(names, studentId),
      cell: ({ attemptId, studentId }) => (
        <Link href={`/app/exams/${exam.examId}/results/${attemptId}`}>
          <bdi>{nameOf(names, studentId)}</bdi>
        </Link>
      ),
    },
    {
      id: 'status',
      label: t('results.state'),
      sortValue: ({ status }) => status,
      cell: (attempt) => <StatusTag attempt={attempt} />,
    },
    {
      id: 'score',
      label: t('marking.score'),
      isNumber: true,
      sortValue: ({ score }) => score,
      cell: ({ score, maxScore }) =>
        score === null ? '–' : t('sitting.score', { score: showNumber(score), max: showNumber(maxScore) }),
    },
    {
      id: 'share',
      label: t('results.share'),
      isNumber: true,
      sortValue: ({ score, maxScore }) => (score === null ? null : score / maxScore),
      cell: ({ score, maxScore }) => (score === null ? '–' : showShare(score / maxScore)),
    },
    {
      id: 'submitted',
      label: t('sitting.submitted'),
      sortValue: ({ submittedAt }) => submittedAt,
      cell: ({ submittedAt }) => showTime(submittedAt),
    },
  ];
  return (
    <DataTable
      label={t('results.table')}
      columns={columns}
      rows={attempts}
      keyOf={({ attemptId }) => attemptId}
    />
  );
};

const Results = ({ exam, attempts, names, isCut }: TableProps & { readonly isCut: boolean }) => {
  const { t } = useTranslation();
  const submitted = attempts.filter(({ submittedAt }) => submittedAt !== null);
  const waiting = attempts.filter(({ status }) => status === 'needs_review').length;
  // The library for CSV loads with the first export, which can fail.
  const saving = useMutation({ mutationFn: exportResults });
  const heads = [
    t('results.student'),
    t('results.studentId'),
    t('marking.score'),
    t('results.maxScore'),
    t('sitting.submitted'),
  ];
  if (attempts.length === 0)
    return <EmptyState title={t('results.empty')}>{t('results.emptyText')}</EmptyState>;
  return (
    <>
      {isCut ? <Note>{t('results.cut', { count: attempts.length })}</Note> : null}
      {waiting === 0 ? null : (
        <div className="notice warn row">
          <span>{t('results.needsMarks', { count: waiting })}</span>
          <ButtonLink small href="/app/marking">
            {t('nav.marking')}
          </ButtonLink>
        </div>
      )}
      <Section
        title={t('results.table')}
        actions={
          <Button
            small
            isPending={saving.isPending}
            onPress={() => saving.mutate({ exam, attempts, names, heads })}
          >
            <Download size={15} aria-hidden="true" />
            {t('results.export')}
          </Button>
        }
      >
        <FaultNotice fault={saving.error} />
        <ResultsTable exam={exam} attempts={attempts} names={names} />
      </Section>
      {submitted.length === 0 ? null : (
        <Suspense fallback={<Waiting rows={6} />}>
          <Pictures itemIds={exam.items.map(({ itemId }) => itemId)} submitted={submitted} />
        </Suspense>
      )}
    </>
  );
};

const ResultsPage = () => {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { exam, names, ofNames } = useExamWithNames(id);
  const attempts = useAttempts(id);
  return (
    <Loaded answer={exam}>
      {(read) => {
        const shown = read as Exam;
        return (
          <Page
            title={t('results.title', { title: shown.title })}
            lead={
              shown.resultsAvailableAt === null
                ? t('results.hidden')
                : t('results.available', { time: showTime(shown.resultsAvailableAt) })
            }
            actions={
              <>
                <ButtonLink href={`/app/exams/${id}`}>{t('results.exam')}</ButtonLink>
                <PublishedActions exam={shown} />
              </>
            }
          >
            {shown.handedOverAt ? (
              <Note>{t('results.handedOver', { time: showTime(shown.handedOverAt) })}</Note>
            ) : null}
            {ofNames.isCut ? <Note>{t('results.namesCut')}</Note> : null}
            <FaultNotice fault={ofNames.fault} onRetry={ofNames.reload} />
            <Loaded answer={attempts}>
              {({ items, isCut }) => <Results exam={shown} attempts={items} names={names} isCut={isCut} />}
            </Loaded>
          </Page>
        );
      }}
    </Loaded>
  );
};

export default ResultsPage;
