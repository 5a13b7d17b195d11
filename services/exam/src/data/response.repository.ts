import type { EntityManager } from '@mikro-orm/postgresql';
import type { ResponseRepository } from '../domain/attempts/ports.ts';
import { ResponseEntity } from './attempt.entity.ts';

export const responseRepository = (em: EntityManager): ResponseRepository => ({
  save: async ({ attemptId, itemId, response, savedAt }) => {
    await em.upsert(ResponseEntity, { attemptId, itemId, content: { response }, savedAt });
  },
  clear: async ({ attemptId, itemId }) => {
    await em.nativeDelete(ResponseEntity, { attemptId, itemId });
  },
  listOf: async (attemptIds) => {
    const rows = await em.find(ResponseEntity, { attemptId: { $in: [...attemptIds] } });
    return rows.map(({ attemptId, itemId, content, savedAt }) => ({
      attemptId,
      itemId,
      response: content.response,
      savedAt,
    }));
  },
});
