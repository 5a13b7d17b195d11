import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../api/calls.ts';
import { EmptyState } from '../../parts/notice.tsx';
import { Loaded } from '../../parts/page.tsx';
import { findQuote } from './find-quote.ts';

export type Place = { readonly documentId: string; readonly pageNumber: number; readonly quote?: string };

/** The stored text of a page, with the quote highlighted and in view. */
export const PageText = ({ documentId, pageNumber, quote }: Place) => {
  const { t } = useTranslation();
  const answer = useAnswer(readPages, { params: { id: documentId }, query: { from: pageNumber, limit: 1 } });
  const mark = useRef<HTMLElement>(null);
  const isRead = answer.data !== undefined;
  useEffect(() => {
    if (isRead && quote !== undefined) mark.current?.scrollIntoView({ block: 'center' });
  }, [isRead, quote]);
  return (
    <Loaded answer={answer}>
      {({ title, items: [page] }) =>
        page === undefined ? (
          <EmptyState title={t('books.noPage')}>{t('books.noPageText')}</EmptyState>
        ) : (
          <article className="page-text">
            <p className="soft row">
              <bdi>{title}</bdi>
              <span>{t('books.page', { label: page.pageLabel })}</span>
            </p>
            <p className="page-body" dir="auto">
              {findQuote(page.text, quote).map((piece) =>
                piece.isQuote ? (
                  <mark key="quote" ref={mark}>
                    {piece.text}
                  </mark>
                ) : (
                  piece.text
                ),
              )}
            </p>
          </article>
        )
      }
    </Loaded>
  );
};
