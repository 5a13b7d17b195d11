import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';

type Plan = {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly Plan[];
};

/** Rows that the nodes of a plan returned or compared. */
const handledBy = (plan: Plan): number =>
  plan['Actual Loops'] *
    (plan['Actual Rows'] +
      (plan['Rows Removed by Filter'] ?? 0) +
      (plan['Rows Removed by Join Filter'] ?? 0)) +
  (plan.Plans ?? []).reduce((sum, child) => sum + handledBy(child), 0);

/**
 * An entity manager whose statements are executed by EXPLAIN ANALYZE. Queries are executed once more for
 * their rows; all other statements return none.
 *
 * @param counted receives the number of rows that the nodes of a statement's plan handled, and the statement.
 */
export const explainedBy = (
  em: EntityManager,
  counted: (rows: number, sql: string) => void,
): EntityManager => {
  const execute = async (sql: string, values?: unknown[]) => {
    const isQuery = /^\s*select/.test(sql);
    if (isQuery || /^\s*(with|insert|update|delete|create)/.test(sql)) {
      const [row] = await em.execute<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(
        `explain (analyze, timing off, format json) ${sql}`,
        values,
      );
      counted(handledBy((row as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'][0].Plan), sql);
    } else await em.execute(sql, values);
    return isQuery ? em.execute(sql, values) : [];
  };
  return { execute } as unknown as EntityManager;
};
