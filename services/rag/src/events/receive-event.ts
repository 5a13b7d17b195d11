import { factHandlers, type RecordFactsDeps } from '@ai-teacher/access/domain/record-facts.ts';
import { type RosterAppliedDeps, rosterApplied } from '@ai-teacher/access/domain/roster-applied.ts';
import { receiveEvent } from '@ai-teacher/service-kit/jobs/events.ts';
import {
  type RemovePrivateDocumentsDeps,
  removePrivateDocuments,
} from '../domain/library/remove-private-documents.ts';

export type ReceiveRagEventDeps = RemovePrivateDocumentsDeps & RecordFactsDeps & RosterAppliedDeps;

/** Hands each received event to its use case. */
export const receiveRagEvent = (deps: ReceiveRagEventDeps): ReturnType<typeof receiveEvent> =>
  receiveEvent({
    ...factHandlers(deps),
    'roster.applied': rosterApplied(deps),
    'user.deleted': removePrivateDocuments(deps),
  });
