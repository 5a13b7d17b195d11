import { followDocument as contract } from '@ai-teacher/contracts/rag/ingestion.ts';
import { openEventStream } from '@ai-teacher/service-kit/server/event-stream.ts';
import { type Route, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import { isFinal } from '../domain/document.ts';
import type { followDocument } from '../domain/library/follow-document.ts';
import { presentDocument, presentProgress } from './present.ts';

/**
 * Sends `progress` at every change and `done` with the document at its final status. When the service stops
 * earlier, the stream ends with `error`.
 */
export const followRoute = (useCase: ReturnType<typeof followDocument>): Route =>
  wireRoute(contract, async (ctx, input) => {
    const states = await useCase(input);
    const stream = openEventStream(ctx, { ...contract.stream });
    try {
      for await (const document of states) {
        if (stream.closed()) return;
        if (isFinal(document)) await stream.send('done', presentDocument(document));
        else await stream.send('progress', { status: document.status, progress: presentProgress(document) });
      }
    } finally {
      stream.end();
    }
  });
