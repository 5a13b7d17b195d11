import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/calls.ts';
import { EmptyState } from '../../parts/notice.tsx';
import { Listing, Page } from '../../parts/page.tsx';
import { DocumentRow } from './document-row.tsx';
import { AnnouncedUploads, DropArea, UploadProgress } from './drop-area.tsx';
import { useUploads } from './use-upload.ts';

const DocumentsPage = () => {
  const { t } = useTranslation();
  const list = useList(listDocuments, { query: {} });
  const { uploads, upload } = useUploads();
  return (
    <Page title={t('nav.documents')} lead={t('documents.lead')}>
      <DropArea label={t('documents.drop')} accept={['application/pdf']} allowsMultiple onFiles={upload} />
      <AnnouncedUploads uploads={uploads} />
      <ul className="list">
        {uploads.map((one) => (
          <UploadProgress key={one.key} upload={one} />
        ))}
      </ul>
      <Listing
        list={list}
        empty={<EmptyState title={t('documents.empty')}>{t('documents.emptyText')}</EmptyState>}
      >
        {(documents) => (
          <ul className="list">
            {documents.map((document) => (
              <DocumentRow key={document.id} document={document} />
            ))}
          </ul>
        )}
      </Listing>
    </Page>
  );
};

export default DocumentsPage;
