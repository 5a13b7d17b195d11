import {
  type EndedMembership,
  type Explanation,
  explainAccess,
  notAccessible,
} from '@ai-teacher/access/domain/explain-access.ts';
import { mayRead, type Resource } from '@ai-teacher/access/domain/may-read.ts';
import type { Person } from '@ai-teacher/access/domain/standing.ts';
import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type { explainDocument as contract } from '@ai-teacher/contracts/rag/library.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from '../library/ports.ts';

type ExplainingRepositories = Pick<Repositories, 'documents' | 'places'>;

export type ExplainDocumentDeps = {
  readonly unitOfWork: UnitOfWork<ExplainingRepositories>;
  readonly standings: Standings;
};

/**
 * Explains whether a person may read a document, to a user who may read the document. For every other
 * user the answer is that of a missing document.
 */
export const explainDocument =
  ({ unitOfWork, standings }: ExplainDocumentDeps) =>
  async ({
    params,
    query,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'query' | 'principal'>): Promise<Explanation> => {
    const { institutionId } = principal;
    const person: Person = { userId: query.personId.toLowerCase(), institutionId, role: query.role };
    const asker = await standings.of(principal);
    const standing = await standings.of(person);
    return unitOfWork.run(
      async (repositories) => {
        const resource = await resourceOf(repositories, params.id);
        if (resource === undefined || !mayRead(resource, asker).allowed) return notAccessible;
        const ended = await repositories.places.lastEnded(person, resource.audience);
        return explained(resource, standing, ended);
      },
      { readOnly: true },
    );
  };

type DocumentResource = Resource & { readonly createdAt: Date };

const resourceOf = async (
  { documents, places }: ExplainingRepositories,
  id: string,
): Promise<DocumentResource | undefined> => {
  const document = await documents.find(id);
  if (document === undefined) return undefined;
  const shared = await places.read(document.institutionId, document.audience);
  return { ...document, unitsAbove: shared.flatMap(({ unitsAbove }) => unitsAbove) };
};

/** An owner has owned the document since its upload. */
const explained = (
  resource: DocumentResource,
  standing: Parameters<typeof explainAccess>[1],
  ended: EndedMembership | undefined,
): Explanation => {
  const explanation = explainAccess(resource, standing, ended);
  return explanation.rule === 'owner'
    ? { ...explanation, since: resource.createdAt.toISOString() }
    : explanation;
};
