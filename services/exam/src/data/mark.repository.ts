import type { EntityManager } from '@mikro-orm/postgresql';
import { erasedMarker, type Mark, type MarkOccasion, type MarkRepository } from '../domain/attempts/ports.ts';
import type { CriterionMark, MachineMarker } from '../domain/grading/ports.ts';
import { MarkEntity, type ResponseContent } from './attempt.entity.ts';

type Row = {
  attempt_id: string;
  item_id: string;
  score: number | null;
  feedback: string;
  marked_by: string | null;
  marked_at: Date | string;
  machine: MachineMarker | null;
  occasion: MarkOccasion | null;
  criteria: readonly CriterionMark[] | null;
};

const columns = 'attempt_id, item_id, score, feedback, marked_by, marked_at, machine, occasion, criteria';

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

/** Whether the latest mark of an item in `attempt` has no score. */
export const awaitsTeacher = (itemId: string): string =>
  `(select score from mark where attempt_id = attempt.id and item_id = ${itemId} order by id desc limit 1) is null`;

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
      `select distinct on (attempt_id, item_id) ${columns}
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
  historyOf: async (attemptId, itemId) => {
    const rows = await em.execute<Row[]>(
      `select ${columns} from mark where attempt_id = ? and item_id = ? order by id desc`,
      [attemptId, itemId],
    );
    return rows.map(toMark);
  },
  listWaiting: async ({ examId, itemId }, { after, limit }) => {
    const rows = await em.execute<{ id: string }[]>(
      `select id from attempt where exam_id = ? and status = 'needs_review' and id > ? and ${awaitsTeacher('?')}
       order by id limit ?`,
      [examId, after, itemId, limit],
    );
    return rows.map(({ id }) => id);
  },
  marksByMachine: async (examId) => {
    const [row] = await em.execute<{ enabled: boolean }[]>(
      'select marks_by_machine as enabled from exam where id = ?',
      [examId],
    );
    return row?.enabled ?? false;
  },
  setMarksByMachine: async (examId, enabled) => {
    await em.execute('update exam set marks_by_machine = ? where id = ?', [enabled, examId]);
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
  machine: row.machine,
  occasion: row.occasion,
  ...(row.criteria === null ? {} : { criteria: row.criteria }),
});
