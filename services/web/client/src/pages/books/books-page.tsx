import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/calls.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';

const BooksPage = () => {
  const { t } = useTranslation();
  const list = useList(listDocuments, { query: {} });
  const ready = { ...list, items: list.items?.filter(({ status }) => status === 'ready') };
  return (
    <Page title={t('nav.books')} lead={t('books.lead')}>
      <Listing list={ready} empty={<EmptyState title={t('books.empty')}>{t('books.emptyText')}</EmptyState>}>
        {(books) => (
          <div className="grid">
            {books.map(({ id, title, pages }) => (
              <article key={id} className="card">
                <h2 className="strong">
                  <bdi>{title}</bdi>
                </h2>
                <p className="soft">{t('books.pages', { count: pages ?? 0 })}</p>
                <div className="actions">
                  <ButtonLink look="primary" small href={`/app/ask?book=${id}`}>
                    {t('books.ask')}
                  </ButtonLink>
                  <ButtonLink small href={`/app/books/${id}`}>
                    {t('books.read')}
                  </ButtonLink>
                </div>
              </article>
            ))}
          </div>
        )}
      </Listing>
    </Page>
  );
};

export default BooksPage;
