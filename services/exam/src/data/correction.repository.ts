import type { EntityManager } from '@mikro-orm/postgresql';
import type { Correction, CorrectionRepository, Credit } from '../domain/corrections/ports.ts';
import type { ItemKey } from '../domain/item-writing/drafts/item-draft.ts';

/** The keys are wrapped in an object, so that text, lists and booleans are all stored as JSON objects. */
type Keys = { readonly key: ItemKey; readonly earlierKey: ItemKey };

type Row = {
  id: string;
  exam_id: string;
  item_id: string;
  credit: Credit;
  keys: Keys;
  corrected_by: string | null;
  created_at: Date | string;
  last_attempt_id: string | null;
  attempts_done: number;
  attempts_changed: number;
  attempts_failed: number;
  finished_at: Date | string | null;
};

const columns = `id, exam_id, item_id, credit, keys, corrected_by, created_at, last_attempt_id, attempts_done,
  attempts_changed, finished_at, (select count(*)::int from item_correction_failure
    where correction_id = item_correction.id) as attempts_failed`;

const toCorrection = (row: Row): Correction => ({
  id: row.id,
  examId: row.exam_id,
  itemId: row.item_id,
  credit: row.credit,
  ...row.keys,
  correctedBy: row.corrected_by,
  createdAt: new Date(row.created_at),
  lastAttemptId: row.last_attempt_id,
  attemptsDone: row.attempts_done,
  attemptsChanged: row.attempts_changed,
  attemptsFailed: row.attempts_failed,
  finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
});

export const correctionRepository = (em: EntityManager): CorrectionRepository => ({
  insert: async ({ id, examId, itemId, credit, key, earlierKey, correctedBy, createdAt }) => {
    await em.execute(
      `insert into item_correction (id, exam_id, item_id, credit, keys, corrected_by, created_at)
       values (?, ?, ?, ?, ?::jsonb, ?, ?)`,
      [id, examId, itemId, credit, JSON.stringify({ key, earlierKey }), correctedBy, createdAt],
    );
  },
  find: async (id) => {
    const [row] = await em.execute<Row[]>(`select ${columns} from item_correction where id = ?`, [id]);
    return row === undefined ? undefined : toCorrection(row);
  },
  listOf: async (itemId) => {
    const rows = await em.execute<Row[]>(
      `select ${columns} from item_correction where item_id = ? order by created_at desc, id desc`,
      [itemId],
    );
    return rows.map(toCorrection);
  },
  advance: async (id, attempt) => {
    await em.execute(
      `update item_correction set last_attempt_id = greatest(last_attempt_id, ?::uuid),
         attempts_done = attempts_done + 1, attempts_changed = attempts_changed + ? where id = ?`,
      [attempt.id, attempt.changed ? 1 : 0, id],
    );
    await em.execute('delete from item_correction_failure where correction_id = ? and attempt_id = ?', [
      id,
      attempt.id,
    ]);
  },
  recordFailure: async (id, attemptId) => {
    // An attempt that was erased meanwhile has no failure.
    await em.execute(
      `insert into item_correction_failure (correction_id, attempt_id)
       select ?, id from attempt where id = ? on conflict do nothing`,
      [id, attemptId],
    );
    await em.execute('update item_correction set last_attempt_id = ? where id = ?', [attemptId, id]);
  },
  listFailed: async (id, { after, limit }) => {
    const rows = await em.execute<{ attempt_id: string }[]>(
      `select attempt_id from item_correction_failure where correction_id = ? and attempt_id > ?
       order by attempt_id limit ?`,
      [id, after, limit],
    );
    return rows.map(({ attempt_id }) => attempt_id);
  },
  finish: async (id, at) => {
    await em.execute('update item_correction set finished_at = ? where id = ?', [at, id]);
  },
  forgetCorrector: async (userId) => {
    await em.execute('update item_correction set corrected_by = null where corrected_by = ?', [userId]);
  },
});
