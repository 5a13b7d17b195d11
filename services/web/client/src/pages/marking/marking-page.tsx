import { listOpenAppeals } from '@ai-teacher/contracts/exam/marking/appeals.ts';
import { listMarkingQueue } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { listClasses } from '@ai-teacher/contracts/user/classes.ts';
import { useState } from 'react';
import { Link } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useList } from '../../api/calls.ts';
import { useWholeList } from '../../api/read-all.ts';
import { showNumber } from '../../language/show.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { WholeChooser } from '../../parts/fields/whole-chooser.tsx';
import { EmptyState } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { type Appeal, AppealCard, DecisionSheet } from './appeal-card.tsx';

type QueuedItem = ReadOf<typeof listMarkingQueue>['items'][number];
const everyClass = 'all';

/** The items of one exam, each with the number of its answers that await a mark. */
const ExamQueue = ({ items, search }: { readonly items: readonly QueuedItem[]; readonly search: string }) => {
  const { t } = useTranslation();
  return (
    <section className="stack">
      <h3 dir="auto">{items[0]?.examTitle}</h3>
      <ul className="list">
        {items.map(({ itemId, stem, type, points, waitingAnswers }) => (
          <li key={itemId}>
            <Link href={`/app/marking/${itemId}${search}`} className="card link-card">
              <span className="row">
                <span className="strong" dir="auto">
                  {stem}
                </span>
                <span className="tag warn">{t('marking.waiting', { count: waitingAnswers })}</span>
              </span>
              <span className="soft">
                {t(`items.type.${type}`)} · {t('items.points', { count: points, points: showNumber(points) })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Appeals = () => {
  const { t } = useTranslation();
  const list = useList(listOpenAppeals, { query: {} });
  const [decided, setDecided] = useState<Appeal>();
  return (
    <Section title={t('marking.appeals')}>
      <Listing list={list} empty={<p className="soft">{t('marking.noAppeals')}</p>}>
        {(appeals) => (
          <ul className="list">
            {appeals.map((appeal) => (
              <AppealCard key={appeal.appealId} appeal={appeal} onDecide={() => setDecided(appeal)} />
            ))}
          </ul>
        )}
      </Listing>
      {decided === undefined ? null : (
        <DecisionSheet appeal={decided} onClose={() => setDecided(undefined)} />
      )}
    </Section>
  );
};

const MarkingPage = () => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const classId = search.get('class');
  const ofClasses = useWholeList(listClasses, { query: {} });
  const { items: classes = [], fault } = ofClasses;
  const list = useList(listMarkingQueue, { query: { limit: 100, ...(classId ? { classId } : {}) } });
  const empty = (
    <EmptyState title={t('marking.empty')}>
      {t('marking.emptyText')}
      <ButtonLink href="/app/exams">{t('nav.exams')}</ButtonLink>
    </EmptyState>
  );
  return (
    <Page title={t('nav.marking')} lead={t('marking.lead')}>
      {classes.length === 0 && !fault ? null : (
        <WholeChooser
          label={t('marking.class')}
          list={ofClasses}
          choices={[
            { id: everyClass, label: t('marking.everyClass') },
            ...classes.map(({ id, title }) => ({ id, label: title })),
          ]}
          value={classId ?? everyClass}
          onChange={(id) => setSearch(id === everyClass ? {} : { class: id })}
        />
      )}
      <Section title={t('marking.queue')}>
        <Listing list={list} empty={empty}>
          {(items) =>
            [...Map.groupBy(items, ({ examId }) => examId)].map(([examId, ofExam]) => (
              <ExamQueue key={examId} items={ofExam} search={classId === null ? '' : `?class=${classId}`} />
            ))
          }
        </Listing>
      </Section>
      <Appeals />
    </Page>
  );
};

export default MarkingPage;
