import { testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { createHybridQuerier } from '../src/adapters/embedding/hybrid-querier.ts';
import type { RagDeps } from '../src/deps.ts';
import { type RagApp, startRagApp } from '../test/rag-app.ts';

type VectorSettings = Readonly<Record<string, string>> & { readonly QDRANT_COLLECTION: string };

/**
 * Starts rag with a search by vectors alone. The service itself has no such way: with any weight it adds the
 * words, and takes the words alone where a vector is missing. Here a search without a vector fails.
 */
export const startAppByVectors = async (settings: VectorSettings): Promise<RagApp> => {
  const { url, apiKey } = await testQdrant();
  const adapt = (deps: RagDeps): RagDeps => {
    const spaceId = deps.world.meaning?.spaceId;
    if (spaceId === undefined) throw new Error('no embedding server is configured');
    const query = createHybridQuerier({ url, apiKey, collection: settings.QDRANT_COLLECTION, spaceId });
    const passages: RagDeps['world']['passages'] = {
      ...deps.world.passages,
      search: async (wanted) => {
        const { dense } = wanted.embedding;
        const found = dense === undefined ? undefined : await query({ ...wanted, dense });
        if (found === undefined) throw new Error('a question has no vector, or its space is not in use');
        return found.meaning.slice(0, wanted.limit).map(({ id }) => id);
      },
    };
    return { ...deps, world: { ...deps.world, passages } };
  };
  return startRagApp(settings, { adapt });
};
