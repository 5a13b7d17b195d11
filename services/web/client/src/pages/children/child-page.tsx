import { listStudentAttempts } from '@ai-teacher/contracts/exam/assignments.ts';
import { listOwnStudents } from '@ai-teacher/contracts/user/guardians.ts';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useList } from '../../api/calls.ts';
import { useWholeList } from '../../api/read-all.ts';
import { showNumber, showTime } from '../../language/show.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState, FaultNotice } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';

/** The results of a child, as far as they are available to its guardians. */
const ChildPage = () => {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const children = useWholeList(listOwnStudents, { query: {} });
  const name = children.items?.find(({ studentId }) => studentId === id)?.studentName ?? '';
  const attempts = useList(listStudentAttempts, { params: { id }, query: {} });
  return (
    <Page
      title={name === '' ? t('children.results') : t('children.resultsOf', { name })}
      lead={t('children.lead')}
    >
      <FaultNotice fault={children.fault} onRetry={children.reload} />
      <Listing
        list={attempts}
        empty={<EmptyState title={t('children.none')}>{t('children.noneText')}</EmptyState>}
      >
        {(items) => (
          <ul className="stack">
            {items.map(({ attemptId, examId, title, score, maxScore, submittedAt }) => (
              <li key={attemptId} className="card">
                <div className="row">
                  <h2 className="strong">
                    <bdi>{title}</bdi>
                  </h2>
                  {score === null ? null : (
                    <span className="tag good">
                      {t('sitting.score', { score: showNumber(score), max: showNumber(maxScore) })}
                    </span>
                  )}
                </div>
                <p className="soft">{showTime(submittedAt)}</p>
                <div className="actions">
                  <ButtonLink href={`/app/attempts/${attemptId}?exam=${examId}`}>
                    {t('sitting.result')}
                  </ButtonLink>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  );
};

export default ChildPage;
