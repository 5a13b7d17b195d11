import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Pool, PoolClient } from 'pg';
import type { RosterVersion } from '../../domain/rosters/bundle/columns.ts';
import type { ExportedRow, RosterSnapshot, RosterSnapshots } from '../../domain/rosters/ports.ts';
import { currentState } from './current-state.ts';
import { rowsByHand } from './own-things/made-by-hand.ts';

/** Rows in memory. */
const pageRows = 1_000;
const retryAfterSeconds = 30;

/** The rows of imported things and of things made by hand, in the order of their ids. */
const exported = (file: RosterFile, version: RosterVersion): string => {
  const { join, fields, isGone } = currentState[file];
  return `select k.sourced_id as "sourcedId", ${fields} as fields from roster_record k ${join}
    where k.institution_id = $1 and k.file = '${file}' and not k.by_hand and k.ended_at is null
      and not (${isGone})
    union all select sourced_id, fields from (${rowsByHand({ file, version, institution: '$1' })}) made
    order by 1`;
};

type Snapshot = {
  readonly client: PoolClient;
  readonly institutionId: string;
  readonly version: RosterVersion;
};

async function* rowsOf(
  { client, institutionId, version }: Snapshot,
  file: RosterFile,
): AsyncGenerator<ExportedRow> {
  await client.query(`declare exported no scroll cursor for ${exported(file, version)}`, [institutionId]);
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
         and ended_at is null and not by_hand and fields ? 'role')
       and not exists (select from roster_record where institution_id = $1 and file = 'roles'
         and ended_at is null and not by_hand) as old`,
    [institutionId],
  );
  const version = rows[0]?.old === true ? '1.1' : '1.2';
  return {
    version,
    metadataOf: async (file) => {
      const found = await client.query<{ key: string }>(
        `select distinct key from roster_record k, jsonb_object_keys(k.fields) key
         where k.institution_id = $1 and k.file = $2 and not k.by_hand
           and k.ended_at is null and key like 'metadata.%' order by key`,
        [institutionId, file],
      );
      return found.rows.map(({ key }) => key);
    },
    rows: (file) => rowsOf({ client, institutionId, version }, file),
    close: async () => {
      // An abandoned cursor ends with its connection.
      client.release(true);
    },
  };
};

/** @param pool connections for exports, of `openProblemPool`; each export has one until its end. */
export const createRosterSnapshots = (pool: Pool): RosterSnapshots => ({
  open: async (institutionId) => {
    const client = await pool.connect().catch((cause: unknown) => {
      const isFull = pool.totalCount >= pool.options.max;
      throw isFull ? new Problem('overloaded', { cause, retryAfterSeconds }) : cause;
    });
    try {
      return await begin(client, institutionId);
    } catch (error) {
      client.release(true);
      throw error;
    }
  },
});
