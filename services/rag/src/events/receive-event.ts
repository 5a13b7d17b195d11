import { receiveEvent } from '@ai-teacher/service-kit/jobs/events.ts';
import {
  type RemovePrivateDocumentsDeps,
  removePrivateDocuments,
} from '../domain/library/remove-private-documents.ts';

export type ReceiveRagEventDeps = RemovePrivateDocumentsDeps;

/** Hands each received event to its use case. */
export const receiveRagEvent = (deps: ReceiveRagEventDeps): ReturnType<typeof receiveEvent> =>
  receiveEvent({ 'user.deleted': removePrivateDocuments(deps) });
