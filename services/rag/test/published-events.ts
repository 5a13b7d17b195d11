import type { EventType } from '@ai-teacher/contracts/events.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import type { RagApp } from './rag-app.ts';

/** The deliveries of a type that the outbox holds for a document, by subscriber. No mesh listens in tests. */
export const publishedOf = async (
  app: RagApp,
  type: EventType,
  documentId: string,
): Promise<Record<string, unknown>[]> => {
  const rows = await readRows(
    app.databaseUrl,
    `select payload->'data'->>'subscriber' as subscriber, payload->'data'->'envelope' as envelope
     from graphile_worker._private_jobs
     where payload->'data'->'envelope'->>'type' = $1
       and payload->'data'->'envelope'->'data'->>'documentId' = $2
     order by 1`,
    [type, documentId],
  );
  return rows.map(({ subscriber, envelope }) => {
    const { institutionId, subject, data } = envelope as Record<string, unknown>;
    return { subscriber, institutionId, subject, data };
  });
};
