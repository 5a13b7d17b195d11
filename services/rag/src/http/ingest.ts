import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import { ingest as contract, maxDocumentBytes } from '@ai-teacher/contracts/rag/ingestion.ts';
import { readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { Reply, type Route, sendAnswer, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import { readUpload, uploadHasher } from '@ai-teacher/service-kit/uploads/read-upload.ts';
import type { ingest } from '../domain/ingestion/ingest.ts';

const ingestFields = contract.body as NonNullable<typeof contract.body>;

/** Reads the upload while it arrives. */
export const ingestRoute = (useCase: ReturnType<typeof ingest>): Route =>
  wireRoute(
    contract,
    async (ctx, { principal }) => {
      const upload = await readUpload(ctx.req, ingestFields);
      const ingested = await useCase({ principal, upload });
      const location = locationOf(readDocument.edgePath ?? readDocument.path, {
        params: { id: ingested.documentId },
      });
      sendAnswer(contract, ctx, new Reply(202, ingested, { location }));
    },
    { hashUpload: uploadHasher(ingestFields, maxDocumentBytes) },
  );
