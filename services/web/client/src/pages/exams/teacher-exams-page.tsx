import { listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { Plus } from 'lucide-react';
import { Link } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/calls.ts';
import { showDay } from '../../language/show.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';

const TeacherExamsPage = () => {
  const { t } = useTranslation();
  const list = useList(listExams, { query: {} });
  const create = (
    <ButtonLink look="primary" href="/app/exams/new">
      <Plus size={17} aria-hidden="true" />
      {t('exams.new')}
    </ButtonLink>
  );
  return (
    <Page title={t('nav.exams')} lead={t('exams.lead')} actions={create}>
      <Listing list={list} empty={<EmptyState title={t('exams.empty')}>{t('exams.emptyText')}</EmptyState>}>
        {(exams) => (
          <ul className="list">
            {exams.map(({ examId, title, status, itemCount, createdAt }) => (
              <li key={examId}>
                <Link href={`/app/exams/${examId}`} className="card link-card">
                  <span className="row">
                    <span className="strong">
                      <bdi>{title}</bdi>
                    </span>
                    <span className={status === 'draft' ? 'tag plain' : 'tag good'}>
                      {t(`exams.${status}`)}
                    </span>
                  </span>
                  <span className="soft">
                    {t('exams.items', { count: itemCount })} · {showDay(createdAt)}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  );
};

export default TeacherExamsPage;
