import type { EntityManager } from '@mikro-orm/postgresql';
import { erasedMarker, type Mark, type MarkRepository } from '../domain/attempts/ports.ts';
import { MarkEntity } from './attempt.entity.ts';

type Row = {
  attempt_id: string;
  item_id: string;
  score: number | null;
  feedback: string;
  marked_by: string | null;
  marked_at: Date | string;
};

export const markRepository = (em: EntityManager): MarkRepository => ({
  add: async (marks) => {
    if (marks.length > 0)
      await em.insertMany(
        MarkEntity,
        marks.map((mark) => ({ ...mark })),
      );
  },
  latestOf: async (attemptIds) => {
    if (attemptIds.length === 0) return [];
    const rows = await em.execute<Row[]>(
      `select distinct on (attempt_id, item_id) attempt_id, item_id, score, feedback, marked_by, marked_at
       from mark where attempt_id in (${attemptIds.map(() => '?').join(', ')})
       order by attempt_id, item_id, id desc`,
      [...attemptIds],
    );
    return rows.map(toMark);
  },
  forgetMarker: async (userId) => {
    await em.nativeUpdate(MarkEntity, { markedBy: userId }, { markedBy: erasedMarker });
  },
});

const toMark = (row: Row): Mark => ({
  attemptId: row.attempt_id,
  itemId: row.item_id,
  score: row.score,
  feedback: row.feedback,
  markedBy: row.marked_by,
  markedAt: new Date(row.marked_at),
});
