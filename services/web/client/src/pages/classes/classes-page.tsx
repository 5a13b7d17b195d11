import { listClasses } from '@ai-teacher/contracts/user/classes.ts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/calls.ts';
import { showPeriod } from '../../language/days.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';
import { useMe } from '../../shell/session.tsx';
import { NewClassSheet } from './new-class-sheet.tsx';
import { NewCourseSheet } from './new-course-sheet.tsx';

const ClassesPage = () => {
  const { t } = useTranslation();
  const isAdmin = useMe().role === 'admin';
  const [open, setOpen] = useState<'class' | 'course'>();
  const list = useList(listClasses, { query: {} });
  const actions = (
    <>
      <Button onPress={() => setOpen('course')}>{t('classes.newCourse')}</Button>
      <Button look="primary" onPress={() => setOpen('class')}>
        <Plus size={17} aria-hidden="true" />
        {t('classes.new')}
      </Button>
    </>
  );
  return (
    <Page
      title={t('nav.classes')}
      lead={t(isAdmin ? 'classes.adminLead' : 'classes.lead')}
      actions={isAdmin ? actions : undefined}
    >
      <Listing
        list={list}
        empty={
          <EmptyState title={t('classes.empty')}>
            {t(isAdmin ? 'classes.adminEmptyText' : 'classes.emptyText')}
          </EmptyState>
        }
      >
        {(classes) => (
          <ul className="list">
            {classes.map(({ id, title, code, from, until }) => (
              <li key={id}>
                <Link href={`/app/classes/${id}`} className="card link-card">
                  <span className="row">
                    <bdi className="strong">{title}</bdi>
                    {code === null ? null : <span className="tag plain">{code}</span>}
                  </span>
                  <span className="soft">{showPeriod({ from, until })}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Listing>
      {open === 'class' ? (
        <NewClassSheet onClose={() => setOpen(undefined)} onCourse={() => setOpen('course')} />
      ) : null}
      {open === 'course' ? <NewCourseSheet onClose={() => setOpen(undefined)} /> : null}
    </Page>
  );
};

export default ClassesPage;
