import { explainExam } from '@ai-teacher/contracts/exam/assignments.ts';
import { explainDocument } from '@ai-teacher/contracts/rag/library.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import type { Deciders } from '../domain/access-explanation/ports.ts';

/** Less than the 5 s of the edge, so that the caller receives this service's own problem. */
const timeoutMilliseconds = 3_000;

/** rag and exam decide about their documents and exams, with the access token of the current user. */
export const createMeshDeciders = (mesh: MeshClient): Deciders => ({
  decide: ({ kind, id }, person) => {
    const given = { params: { id }, query: person, timeoutMilliseconds };
    return kind === 'document' ? mesh.call(explainDocument, given) : mesh.call(explainExam, given);
  },
});
