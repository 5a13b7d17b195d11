import { receiveRagEvent } from '@ai-teacher/contracts/rag/events.ts';
import * as ingestion from '@ai-teacher/contracts/rag/ingestion.ts';
import * as library from '@ai-teacher/contracts/rag/library.ts';
import { search as searchContract } from '@ai-teacher/contracts/rag/search.ts';
import { receiveEvent } from '@ai-teacher/service-kit/jobs/events.ts';
import { nothing, type Route, route } from '@ai-teacher/service-kit/server/route.ts';
import { ingest } from '../domain/ingestion/ingest.ts';
import { changeDocument } from '../domain/library/change-document.ts';
import { deleteDocument } from '../domain/library/delete-document.ts';
import { followDocument } from '../domain/library/follow-document.ts';
import { listDocuments } from '../domain/library/list-documents.ts';
import { readDocument } from '../domain/library/read-document.ts';
import { readPages } from '../domain/library/read-pages.ts';
import { forgetUser } from '../domain/library/remove-private-documents.ts';
import type { World } from '../domain/ports.ts';
import { search } from '../domain/search/search.ts';
import { followRoute } from './follow-document.ts';
import { ingestRoute } from './ingest.ts';
import { presentDocument, presentList, presentPages, presentResults } from './present.ts';

/** Every operation of rag: its contract, its use case, how the result is shown. Who may call stands in the contract. */
export const routes = (world: World): Route[] => [
  ingestRoute(ingest(world, ingestion.maxDocumentBytes)),
  route(library.readDocument, readDocument(world), presentDocument),
  followRoute(followDocument(world)),
  route(library.listDocuments, listDocuments(world), presentList),
  route(library.changeDocument, changeDocument(world), presentDocument),
  route(library.deleteDocument, deleteDocument(world), nothing),
  route(searchContract, search(world), presentResults),
  route(library.readPages, readPages(world), presentPages),
  route(receiveRagEvent, receiveEvent({ 'user.deleted': forgetUser(world) }), nothing),
];
