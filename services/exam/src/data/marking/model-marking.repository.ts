import type { EntityManager } from '@mikro-orm/postgresql';
import type { Judgings, ModelMarkingSwitches } from '../../domain/model-marking/ports.ts';

type ChangeRow = { enabled: boolean; changed_by: string | null; changed_at: Date | string };

const latest =
  'select enabled from model_marking_change where institution_id = ? order by version desc limit 1';

/** @param isAvailable whether the operator has configured and confirmed a model. */
export const modelMarkingSwitches = (em: EntityManager, isAvailable: boolean): ModelMarkingSwitches => ({
  isEnabled: async (institutionId) => {
    if (!isAvailable) return false;
    const [row] = await em.execute<{ enabled: boolean }[]>(latest, [institutionId]);
    return row?.enabled ?? false;
  },
  listChanges: async (institutionId, count) => {
    const rows = await em.execute<ChangeRow[]>(
      `select enabled, changed_by, changed_at from model_marking_change
       where institution_id = ? order by version desc limit ?`,
      [institutionId, count],
    );
    return rows.map(({ enabled, changed_by, changed_at }) => ({
      enabled,
      changedBy: changed_by,
      changedAt: new Date(changed_at),
    }));
  },
  change: async (institutionId, { enabled, changedBy, changedAt }) => {
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `model marking of ${institutionId}`,
    ]);
    await em.execute(
      `insert into model_marking_change (institution_id, version, enabled, changed_by, changed_at)
       select ?, coalesce((select max(version) from model_marking_change where institution_id = ?), 0) + 1, ?, ?, ?
       where coalesce((${latest}), false) <> ?`,
      [institutionId, institutionId, enabled, changedBy, changedAt, institutionId, enabled],
    );
  },
  forgetChanger: async (userId) => {
    await em.execute('update model_marking_change set changed_by = null where changed_by = ?', [userId]);
  },
});

export const modelJudgings = (em: EntityManager): Judgings => ({
  countRequest: async ({ attemptId, itemId }) => {
    const [row] = await em.execute<{ requests: number }[]>(
      `insert into model_judging as known (attempt_id, item_id, requests) values (?, ?, 1)
       on conflict (attempt_id, item_id) do update set requests = known.requests + 1 returning requests`,
      [attemptId, itemId],
    );
    return row?.requests ?? 1;
  },
  conclude: async ({ attemptId, itemId }, { outcome, version, confidence, criteria, at }) => {
    const rows = await em.execute<{ item_id: string }[]>(
      `update model_judging set outcome = ?, version = ?, confidence = ?, concluded_at = ?
       where attempt_id = ? and item_id = ? returning item_id`,
      [outcome, version, confidence, at, attemptId, itemId],
    );
    if (rows.length === 0 || criteria.length === 0) return;
    await em.execute(
      `insert into judged_criteria (attempt_id, item_id, criteria) values (?, ?, ?::jsonb)
       on conflict (attempt_id, item_id) do update set criteria = excluded.criteria`,
      [attemptId, itemId, JSON.stringify(criteria)],
    );
  },
  listConcluded: async (attemptId) => {
    const rows = await em.execute<{ item_id: string }[]>(
      'select item_id from model_judging where attempt_id = ? and outcome is not null',
      [attemptId],
    );
    return rows.map(({ item_id }) => item_id);
  },
});
