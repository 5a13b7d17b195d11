import { presentExplanation } from '@ai-teacher/access/domain/explain-access.ts';
import * as events from '@ai-teacher/contracts/rag/events.ts';
import * as library from '@ai-teacher/contracts/rag/library.ts';
import * as searching from '@ai-teacher/contracts/rag/search.ts';
import { nothing, type Route, route } from '@ai-teacher/service-kit/server/route.ts';
import { type ExplainDocumentDeps, explainDocument } from '../domain/explaining/explain-document.ts';
import { type IngestDeps, ingest } from '../domain/ingestion/ingest.ts';
import { type ChangeDocumentDeps, changeDocument } from '../domain/library/change-document.ts';
import { type DeleteDocumentDeps, deleteDocument } from '../domain/library/delete-document.ts';
import { type FollowDocumentDeps, followDocument } from '../domain/library/follow-document.ts';
import { type ListDocumentsDeps, listDocuments } from '../domain/library/list-documents.ts';
import { listPageLabels } from '../domain/library/list-page-labels.ts';
import { type ReadDocumentDeps, readDocument } from '../domain/library/read-document.ts';
import { type ReadPagesDeps, readPages } from '../domain/library/read-pages.ts';
import { type SearchDeps, search } from '../domain/search/search.ts';
import { type ReceiveRagEventDeps, receiveRagEvent } from '../events/receive-event.ts';
import { followRoute } from './follow-document.ts';
import { ingestRoute } from './ingest.ts';
import { presentDocument, presentList, presentPageLabels, presentPages, presentResults } from './present.ts';

export type RouteDeps = IngestDeps &
  ReadDocumentDeps &
  FollowDocumentDeps &
  ExplainDocumentDeps &
  ListDocumentsDeps &
  ChangeDocumentDeps &
  DeleteDocumentDeps &
  SearchDeps &
  ReadPagesDeps &
  ReceiveRagEventDeps;

/**
 * Every operation of rag: its contract, its use case and its presenter. The contract states who may call it.
 */
export const routes = (deps: RouteDeps): Route[] => [
  ingestRoute(ingest(deps)),
  route(library.readDocument, readDocument(deps), presentDocument),
  followRoute(followDocument(deps)),
  route(library.listDocuments, listDocuments(deps), presentList),
  route(library.changeDocument, changeDocument(deps), presentDocument),
  route(library.deleteDocument, deleteDocument(deps), nothing),
  route(searching.search, search(deps), presentResults),
  route(library.readPages, readPages(deps), presentPages),
  route(library.listPageLabels, listPageLabels(deps), presentPageLabels),
  route(library.explainDocument, explainDocument(deps), presentExplanation),
  route(events.receiveRagEvent, receiveRagEvent(deps), nothing),
];
