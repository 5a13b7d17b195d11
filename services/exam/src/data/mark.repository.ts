import type { EntityManager } from '@mikro-orm/postgresql';
import { erasedMarker, type Mark, type MarkRepository } from '../domain/attempts/ports.ts';
import { MarkEntity, type ResponseContent } from './attempt.entity.ts';

type Row = {
  attempt_id: string;
  item_id: string;
  score: number | null;
  feedback: string;
  marked_by: string | null;
  marked_at: Date | string;
};

type ExampleRow = { content: ResponseContent; score: number };

/** The index `mark_by_teacher` has the marks of an item in this order. */
const findExamples = `
  select response.content, mark.score from mark
  join response on response.attempt_id = mark.attempt_id and response.item_id = mark.item_id
  where mark.item_id = ? and mark.marked_by is not null and mark.score is not null
    and not exists (
      select from mark later
      where later.attempt_id = mark.attempt_id and later.item_id = mark.item_id and later.id > mark.id
    )
  order by mark.id desc limit ?`;

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
  examplesOf: async (itemId, limit) => {
    const rows = await em.execute<ExampleRow[]>(findExamples, [itemId, limit]);
    return rows.map(({ content, score }) => ({ response: content.response, score }));
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
