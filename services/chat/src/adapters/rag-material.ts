import { search } from '@ai-teacher/contracts/rag/search.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Material } from '../domain/tutoring/ports.ts';

/** Searches the caller's material through rag, with the caller's own token. */
export const createRagMaterial = ({ mesh }: { mesh: MeshClient }): Material => {
  return {
    async search({ query, limit, documentIds }) {
      try {
        const { results, unreadPages = [] } = await mesh.call(search, {
          body: { query, limit, ...(documentIds === undefined ? {} : { documentIds: [...documentIds] }) },
        });
        return { passages: results, unread: unreadPages };
      } catch (error) {
        // The caller does not need to know whether rag or its store is unavailable.
        const isUnavailable = Problem.is(
          error,
          'upstream-unavailable',
          'deadline-exceeded',
          'database-unavailable',
        );
        throw isUnavailable ? new Problem('knowledge-base-unavailable', { cause: error }) : error;
      }
    },
  };
};
