import { projectionRetention } from '@ai-teacher/access/domain/projection-retention.ts';
import {
  idempotencyRetention,
  type RetentionTable,
  seenEventRetention,
} from '@ai-teacher/service-kit/domain/retention.ts';

/** How long rag retains the rows of each of its tables. */
export const retention = {
  document: { stays: 'The owner of a document decides about it.' },
  page: { with: 'document' },
  chunk: { with: 'document' },
  blob: {
    stays: 'The file of a document stays with it. The clean-up removes the files of interrupted uploads.',
  },
  blob_part: { with: 'blob' },
  ...projectionRetention,
  ...seenEventRetention,
  ...idempotencyRetention,
} as const satisfies RetentionTable;
