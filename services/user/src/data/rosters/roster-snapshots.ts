import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Pool, PoolClient } from 'pg';
import type { ExportedRow, RosterSnapshot, RosterSnapshots } from '../../domain/rosters/ports.ts';
import { currentState } from './current-state.ts';

/** Rows in memory. */
const pageRows = 1_000;
const retryAfterSeconds = 30;

const exported = (file: RosterFile): string => {
  const { join, isGone } = currentState[file];
  return `from roster_record k ${join}
    where k.institution_id = $1 and k.file = '${file}' and k.ended_at is null and not (${isGone})`;
};

async function* rowsOf(
  client: PoolClient,
  institutionId: string,
  file: RosterFile,
): AsyncGenerator<ExportedRow> {
  await client.query(
    `declare exported no scroll cursor for
     select k.sourced_id as "sourcedId", ${currentState[file].fields} as fields ${exported(file)}
     order by k.sourced_id`,
    [institutionId],
  );
  for (;;) {
    const { rows } = await client.query<ExportedRow>(`fetch ${pageRows} from exported`);
    yield* rows;
    if (rows.length < pageRows) break;
  }
  await client.query('close exported');
}

const begin = async (client: PoolClient, institutionId: string): Promise<RosterSnapshot> => {
  await client.query('begin isolation level repeatable read read only');
  const { rows } = await client.query<{ old: boolean }>(
    `select exists (select from roster_record where institution_id = $1 and file = 'users'
         and ended_at is null and fields ? 'role')
       and not exists (select from roster_record where institution_id = $1 and file = 'roles'
         and ended_at is null) as old`,
    [institutionId],
  );
  return {
    version: rows[0]?.old === true ? '1.1' : '1.2',
    metadataOf: async (file) => {
      const found = await client.query<{ key: string }>(
        `select distinct key from roster_record k, jsonb_object_keys(k.fields) key
         where k.institution_id = $1 and k.file = $2 and k.ended_at is null and key like 'metadata.%' order by key`,
        [institutionId, file],
      );
      return found.rows.map(({ key }) => key);
    },
    rows: (file) => rowsOf(client, institutionId, file),
    close: async () => {
      // An abandoned cursor ends with its connection.
      client.release(true);
    },
  };
};

/** @param pool connections for exports; each export has one until its end. */
export const createRosterSnapshots = (pool: Pool): RosterSnapshots => ({
  open: async (institutionId) => {
    const client = await pool.connect().catch((cause: unknown) => {
      throw new Problem('overloaded', { cause, retryAfterSeconds });
    });
    try {
      return await begin(client, institutionId);
    } catch (error) {
      client.release(true);
      throw error;
    }
  },
});
