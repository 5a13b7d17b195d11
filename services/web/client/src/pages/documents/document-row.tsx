import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { deleteDocument, listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { wordsOf } from '../../language/api-sentence.ts';
import { showDay } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { ShownSentence } from '../../parts/shown-sentence.tsx';
import { adviceOf, warningsOf } from './document-sentences.ts';
import { ShareSheet } from './share-sheet.tsx';

export type Document = ReadOf<typeof listDocuments>['items'][number];
const looks = { ready: 'good', queued: 'plain', extracting: 'plain', indexing: 'plain' } as const;

export const StatusTag = ({ status }: { readonly status: Document['status'] }) => {
  const { t } = useTranslation();
  const look = status in looks ? looks[status as keyof typeof looks] : 'bad';
  return <span className={`tag ${look}`}>{t(`documents.status.${status}`)}</span>;
};

/** A document with its state, its warnings and what its owner can do with it. */
export const DocumentRow = ({ document }: { readonly document: Document }) => {
  const { t } = useTranslation();
  const [isSharing, setSharing] = useState(false);
  const removal = useAction(deleteDocument, [listDocuments]);
  const { id, title, status, pages, problem, visibility, createdAt } = document;
  const facts = [
    pages === null ? undefined : t('books.pages', { count: pages }),
    t(`documents.visibility.${visibility}`),
    showDay(createdAt),
  ];
  return (
    <li className="card">
      <div className="row">
        <h2 className="strong">
          <bdi>{title}</bdi>
        </h2>
        <StatusTag status={status} />
      </div>
      <p className="soft">{facts.filter(Boolean).join(' · ')}</p>
      {problem === undefined ? null : (
        <p className="field-error">
          <ShownSentence sentence={adviceOf(status, problem)} />
        </p>
      )}
      {warningsOf(document).map((warning) => (
        <p key={wordsOf(warning)} className="notice warn">
          <ShownSentence sentence={warning} />
        </p>
      ))}
      <FaultNotice fault={removal.error} />
      <div className="actions">
        {status === 'ready' ? (
          <>
            <ButtonLink small look="primary" href={`/app/exams/new?book=${id}`}>
              {t('documents.exam')}
            </ButtonLink>
            <ButtonLink small href={`/app/books/${id}`}>
              {t('books.read')}
            </ButtonLink>
          </>
        ) : null}
        <Button small onPress={() => setSharing(true)}>
          {t('documents.share')}
        </Button>
        <Confirm
          title={t('documents.delete')}
          text={t('documents.deleteText', { title })}
          action={t('documents.delete')}
          onConfirm={() => removal.mutate({ params: { id } })}
        >
          <Button isPending={removal.isPending} small look="danger">
            {t('documents.delete')}
          </Button>
        </Confirm>
      </div>
      {isSharing ? <ShareSheet document={document} onClose={() => setSharing(false)} /> : null}
    </li>
  );
};
