import { readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { useAnswer } from '../../api/calls.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { PageText } from './page-text.tsx';
import './books.css';

const ReaderPage = () => {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const pageNumber = Math.max(1, Math.floor(Number(search.get('page') ?? 1)) || 1);
  const quote = search.get('quote') ?? undefined;
  const turn = (to: number): void => setSearch({ page: String(to) });
  return (
    <Loaded answer={useAnswer(readDocument, { params: { id } })}>
      {({ title, pages }) => (
        <Page
          title={title}
          actions={
            <ButtonLink look="primary" href={`/app/ask?book=${id}`}>
              {t('books.ask')}
            </ButtonLink>
          }
        >
          <div className="row">
            <Button onPress={() => turn(pageNumber - 1)} isDisabled={pageNumber <= 1}>
              <ChevronLeft className="points" size={18} aria-hidden="true" />
              {t('books.previous')}
            </Button>
            <span className="soft">{t('books.position', { number: pageNumber, total: pages ?? 0 })}</span>
            <Button onPress={() => turn(pageNumber + 1)} isDisabled={pageNumber >= (pages ?? 0)}>
              {t('books.next')}
              <ChevronRight className="points" size={18} aria-hidden="true" />
            </Button>
          </div>
          <div className="card">
            <PageText documentId={id} pageNumber={pageNumber} {...(quote === undefined ? {} : { quote })} />
          </div>
        </Page>
      )}
    </Loaded>
  );
};

export default ReaderPage;
