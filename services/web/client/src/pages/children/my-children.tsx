import { listOwnStudents } from '@ai-teacher/contracts/user/guardians.ts';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/calls.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';

/** The children of a guardian, with the way to their results. Empty for everybody else. */
export const MyChildren = () => {
  const { t } = useTranslation();
  const list = useList(listOwnStudents, { query: { limit: 50 } });
  if (list.fault && list.items === undefined) return <FaultNotice fault={list.fault} onRetry={list.reload} />;
  if (list.items === undefined || list.items.length === 0) return null;
  return (
    <Section title={t('children.title')}>
      <Listing list={list} empty={null}>
        {(children) => (
          <ul className="grid">
            {children.map(({ id, studentId, studentName }) => (
              <li key={id} className="card">
                <p className="strong">
                  <bdi>{studentName}</bdi>
                </p>
                <div className="actions">
                  <ButtonLink href={`/app/children/${studentId}`}>{t('children.results')}</ButtonLink>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </Section>
  );
};
