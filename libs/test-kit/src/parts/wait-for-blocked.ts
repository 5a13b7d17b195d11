import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { readRows } from './read-rows.ts';

/** Waits until a statement that contains `fragment` waits for a lock in this database. */
export const waitForBlocked = (databaseUrl: string, fragment: string): Promise<boolean> =>
  waitUntil(
    async () => {
      const waiting = await readRows(
        databaseUrl,
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and position($1 in query) > 0`,
        [fragment],
      );
      return waiting.length > 0;
    },
    { what: `a statement that waits for a lock: ${fragment}`, timeoutSeconds: 20, everyMilliseconds: 5 },
  );
