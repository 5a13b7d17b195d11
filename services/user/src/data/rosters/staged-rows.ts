import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RosterFaultCode } from '@ai-teacher/contracts/rosters/roster-faults.ts';
import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { StagedRow } from '../../domain/rosters/bundle/check-row.ts';
import type { Staging } from '../../domain/rosters/ports.ts';
import { minLine } from './apply/min-line.ts';
import { insertFaults, toFault } from './roster-faults.ts';

const pageRows = 1_000;

/** The characters that end a cell or a line of PostgreSQL's text format of COPY. */
const escaped = (text: string): string =>
  text.replace(/[\\\t\n\r]/g, (found) => `\\${{ '\\': '\\', '\t': 't', '\n': 'n', '\r': 'r' }[found]}`);

const copyLine = (rosterId: string, file: RosterFile, { line, sourcedId, ends, fields }: StagedRow): string =>
  `${rosterId}\t${file}\t${line}\t${escaped(sourcedId)}\t${ends}\t${escaped(JSON.stringify(fields))}\n`;

/** Rows between two turns of the event loop, for which all requests wait. */
const rowsPerTurn = 250;

async function* copyText(
  rosterId: string,
  file: RosterFile,
  rows: readonly StagedRow[],
): AsyncGenerator<string> {
  for (let from = 0; from < rows.length; from += rowsPerTurn) {
    const part = rows.slice(from, from + rowsPerTurn);
    yield part.map((row) => copyLine(rosterId, file, row)).join('');
    await nextTurn();
  }
}

/**
 * Locks the import against its removal until the end of the transaction, because staged rows have no foreign
 * key. Rows of a removed import would never be removed.
 */
const lockSql = 'select from roster where id = $1 for key share';

export const holdRoster = async (em: EntityManager, rosterId: string): Promise<void> => {
  const found = await em.execute(lockSql.replace('$1', '?'), [rosterId]);
  if (found.length === 0) throw removed(rosterId);
};
const removed = (rosterId: string): Error => new Error(`the import ${rosterId} was removed`);

const removedRows = 20_000;

type Removal = {
  readonly table: string;
  readonly rosterId: string;
  readonly condition?: string;
  /** Ends the removal between two parts. */
  readonly signal: AbortSignal;
};

/**
 * Removes rows in parts, so that no transaction is long. Each part begins where the one before ended, because
 * removed rows stay in the table for a time.
 */
const removeRows = async (
  unitOfWork: UnitOfWork<EntityManager>,
  { table, rosterId, condition = 'true', signal }: Removal,
): Promise<void> => {
  let from: { readonly file: string; readonly line: number } | undefined = { file: '', line: minLine };
  while (from !== undefined) {
    signal.throwIfAborted();
    const given: readonly unknown[] = [rosterId, from.file, from.line, removedRows];
    [from] = await unitOfWork.run((em) =>
      em.execute<{ file: string; line: number }[]>(
        `with part as materialized (
           select ctid as place, file, line from ${table} r
           where roster_id = ? and (file, line) >= (?, ?) and ${condition} order by file, line limit ?),
         removed as (delete from ${table} where ctid = any(array(select place from part)))
         select file, line from part order by file desc, line desc limit 1`,
        [...given],
      ),
    );
  }
};

type Rows = Pick<Staging, 'clear' | 'store' | 'refreshStatistics' | 'clearRows' | 'rejected'>;
type RejectedRow = {
  readonly line: number;
  readonly sourcedId: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly place: string;
  readonly code: RosterFaultCode;
  readonly sentence: string;
};

/** The rows of bundles in the database. `pool`: connections for COPY. */
export const stagedRows = (unitOfWork: UnitOfWork<EntityManager>, pool: Pool): Rows => ({
  clear: async (rosterId, signal) => {
    for (const table of ['roster_row', 'roster_fault', 'roster_step'])
      await removeRows(unitOfWork, { table, rosterId, signal });
  },
  store: async (rosterId, file, rows) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      if ((await client.query(lockSql, [rosterId])).rowCount === 0) throw removed(rosterId);
      const copy = client.query(
        copyFrom('copy roster_row (roster_id, file, line, sourced_id, ends, fields) from stdin'),
      );
      await pipeline(copyText(rosterId, file, rows), copy);
      await client.query('commit');
      client.release();
    } catch (error) {
      // The transaction ends with its connection.
      client.release(true);
      throw error;
    }
    const faults = rows.flatMap((row) => row.faults);
    if (faults.length > 0) await unitOfWork.run((em) => insertFaults(em, rosterId, file, faults));
  },
  // Without the cells: their statistics cost a multiple of all others, and no plan needs them.
  refreshStatistics: async () => {
    await unitOfWork.run((em) => em.execute('analyze roster_row (roster_id, file, line, sourced_id, ends)'));
  },
  clearRows: async (rosterId, signal) => {
    const condition = `not exists (select from roster_fault f
      where f.roster_id = r.roster_id and f.file = r.file and f.line = r.line)`;
    await removeRows(unitOfWork, { table: 'roster_row', rosterId, condition, signal });
  },
  rejected: async function* rejected(rosterId, file) {
    let after: readonly [number, string, string] = [minLine, '', ''];
    for (;;) {
      const rows = await unitOfWork.run(
        (em) =>
          em.execute<RejectedRow[]>(
            `select f.line, coalesce(r.sourced_id, '') as "sourcedId", coalesce(r.fields, '{}') as fields,
               f.place, f.code, f.sentence
             from roster_fault f left join roster_row r on r.roster_id = f.roster_id and r.file = f.file
               and r.line = f.line
             where f.roster_id = ? and f.file = ? and (f.line, f.place, f.code) > (?, ?, ?)
             order by f.line, f.place, f.code limit ${pageRows}`,
            [rosterId, file, ...after],
          ),
        { readOnly: true },
      );
      for (const { sourcedId, fields, ...fault } of rows)
        yield { sourcedId, fields, fault: toFault({ ...fault, file }) };
      const last = rows.at(-1);
      if (last === undefined) return;
      after = [last.line, last.place, last.code];
    }
  },
});
