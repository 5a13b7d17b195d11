import { text } from '@ai-teacher/contracts/text.ts';
import { pageThrough, readCursor } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Roster, RosterChange, RosterRepository } from '../../domain/rosters/ports.ts';
import { type DriverTime, timeOf, timeOrNull } from '../classes/conditions.ts';
import { minLine } from './apply/min-line.ts';
import { waitForNaming } from './own-things/name-things.ts';
import { type FaultRow, toFault } from './roster-faults.ts';

type Row = Omit<Roster, 'createdAt' | 'endedAt'> & {
  readonly createdAt: DriverTime;
  readonly endedAt: DriverTime | null;
};

const findOne = async (
  em: EntityManager,
  condition: string,
  given: readonly unknown[],
): Promise<Roster | undefined> => {
  const [row] = await em.execute<Row[]>(
    `select id, institution_id as "institutionId", status, stage, done, total, files, faults, notes,
       coded_notes as "codedNotes", problem,
       unit_id as "unitId", (select ltree2text(path) from academic_node where id = unit_id) as "unitPath",
       created_by as "createdBy", created_at as "createdAt", confirmed_by as "confirmedBy",
       ended_at as "endedAt"
     from roster where ${condition}`,
    [...given],
  );
  return row && { ...row, createdAt: timeOf(row.createdAt), endedAt: timeOrNull(row.endedAt) };
};

/** A discarded import is gone for people; a job removes its rows. */
const isVisible = `status <> 'discarded'`;
const ofInstitution = `id = ? and institution_id = ? and ${isVisible}`;

const columns: Readonly<Record<keyof RosterChange, string>> = {
  status: 'status = ?',
  stage: 'stage = ?',
  done: 'done = ?',
  total: 'total = ?',
  faults: 'faults = ?',
  files: 'files = ?::jsonb',
  notes: 'notes = ?::jsonb',
  codedNotes: 'coded_notes = ?::jsonb',
  problem: 'problem = ?::jsonb',
  confirmedBy: 'confirmed_by = ?',
  endedAt: 'ended_at = ?',
};

const change =
  (em: EntityManager): RosterRepository['change'] =>
  async (id, changes) => {
    const given = Object.entries(changes).map(([name, value]) =>
      ['files', 'notes', 'codedNotes', 'problem'].includes(name) && value !== null
        ? JSON.stringify(value)
        : value,
    );
    const sets = Object.keys(changes).map((name) => columns[name as keyof RosterChange]);
    await em.execute(`update roster set ${sets.join(', ')} where id = ?`, [...given, id]);
  };

const listFaults =
  (em: EntityManager): RosterRepository['listFaults'] =>
  async (id, { limit, cursor }) => {
    const [file, line, place, code] = readCursor(
      cursor,
      z.tuple([text({ max: 50 }), z.int(), text({ max: 255 }), text({ max: 50 })]),
    ) ?? ['', minLine, '', ''];
    const rows = await em.execute<FaultRow[]>(
      `select file, line, place, code, sentence from roster_fault
       where roster_id = ? and (file, line, place, code) > (?, ?, ?, ?)
       order by file, line, place, code limit ?`,
      [id, file, line, place, code, limit + 1],
    );
    const page = pageThrough(rows, limit, (row) => [row.file, row.line, row.place, row.code]);
    return { ...page, items: page.items.map(toFault) };
  };

export const rosterRepository = (em: EntityManager): RosterRepository => ({
  find: (institutionId, id) => findOne(em, ofInstitution, [id, institutionId]),
  lock: (institutionId, id) => findOne(em, `${ofInstitution} for no key update`, [id, institutionId]),
  lockById: (id) => findOne(em, `id = ? and ${isVisible} for no key update`, [id]),
  insert: async ({ id, institutionId, unitId, createdBy, createdAt }) => {
    const rows = await em.execute<unknown[]>(
      `insert into roster (id, institution_id, status, unit_id, created_by, created_at)
       values (?, ?, 'queued', ?, ?, ?)
       on conflict (institution_id) where status in ('queued', 'checking', 'ready', 'applying') do nothing
       returning id`,
      [id, institutionId, unitId, createdBy, createdAt],
    );
    return rows.length > 0;
  },
  change: change(em),
  discard: async (id) => {
    await em.execute(`update roster set status = 'discarded' where id = ?`, [id]);
  },
  isDiscarded: async (id) => {
    const rows = await em.execute(`select from roster where id = ? and status = 'discarded'`, [id]);
    return rows.length > 0;
  },
  remove: async (id) => {
    await em.execute('delete from roster where id = ?', [id]);
  },
  removeParts: async (id) => {
    await em.execute('delete from roster_part where roster_id = ?', [id]);
  },
  listFaults: listFaults(em),
  forgetPerson: async (personId) => {
    await waitForNaming(em, personId);
    await em.execute(
      `delete from roster_step where target_id = ? and file in ('users', 'roles', 'userProfiles')`,
      [personId],
    );
    const sources = `select k.sourced_id, r.id as roster_id from roster_record k
      join roster r on r.institution_id = k.institution_id where k.target_id = ? and k.file = 'users'`;
    await em.execute(
      `delete from roster_row r using (${sources}) k
       where r.roster_id = k.roster_id and r.file = 'users' and r.sourced_id = k.sourced_id`,
      [personId],
    );
    await em.execute(
      `delete from roster_row r using (${sources}) k where r.roster_id = k.roster_id
         and r.file = 'userProfiles' and r.fields ->> 'userSourcedId' = k.sourced_id`,
      [personId],
    );
    await em.execute('delete from roster_record where target_id = ?', [personId]);
  },
});
