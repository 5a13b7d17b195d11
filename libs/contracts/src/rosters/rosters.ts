import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { streamFailure } from '../problem.ts';
import { shownIdentifier, shownLabel, shownText } from '../text.ts';
import { instant, teachingRoles, uuid } from '../values.ts';
import { rosterFaultCodes } from './roster-faults.ts';

/** Maximum size of the zip (256 MB): a million people with three million enrolments need half of it. */
export const maxRosterBytes = 256_000_000;
/** Maximum size of the multipart body: the zip and 64 KiB for the other parts. */
export const maxRosterBodyBytes = maxRosterBytes + 64 * 1024;

const rosterParams = z.strictObject({ id: uuid });
const problemsOfOne = ['roster-not-found'] as const;

/** The files of a bundle that are read, in the order in which they are applied. */
export const rosterFiles = [
  'orgs',
  'academicSessions',
  'courses',
  'users',
  'roles',
  'userProfiles',
  'classes',
  'enrollments',
] as const;
export const rosterFile = z.enum(rosterFiles).meta({ id: 'RosterFile' });
export type RosterFile = z.infer<typeof rosterFile>;

const status = z
  .enum(['queued', 'checking', 'ready', 'refused', 'applying', 'applied', 'failed'])
  .describe('ready: waits for the confirmation. refused, applied and failed are final.');

const progress = z.strictObject({
  stage: shownIdentifier().describe('What is being done, and with which file.'),
  done: z.int(),
  total: z.int().describe('Rows of this stage; 0 while their number is unknown.'),
});

const fileReport = z.strictObject({
  file: rosterFile,
  mode: z.enum(['bulk', 'delta']),
  rows: z.int(),
  create: z.int(),
  change: z.int(),
  end: z.int().describe('In bulk also the imported things that the file does not contain.'),
  same: z.int(),
  reject: z.int(),
});

const fault = z
  .strictObject({
    file: shownLabel(),
    line: z.int().describe('Counted from 1, the header included. 0: the whole file.'),
    column: shownLabel().nullable(),
    code: shownIdentifier().describe(
      `The kind of the fault: ${rosterFaultCodes.join(', ')}. Further codes may follow.`,
    ),
    sentence: shownText().describe('The fault in English, with the values that are allowed.'),
  })
  .meta({ id: 'RosterFault' });

/** A part of a bundle that was not read or has no effect. */
export const rosterNoteCodes = ['file-unread', 'labels-unfit'] as const;

const codedNote = z
  .strictObject({
    code: shownIdentifier().describe(`${rosterNoteCodes.join(', ')}. Further codes may follow.`),
    file: shownLabel(),
    column: shownLabel().optional(),
    rows: z.int().optional().describe('The number of rows that the note is about.'),
    lines: z.array(z.int()).optional().describe('The first lines of these rows.'),
  })
  .meta({ id: 'RosterNote' });

const roster = z
  .strictObject({
    id: uuid,
    status,
    progress,
    files: z.array(fileReport).describe('The report of the check, in the order of application.'),
    faults: z.int().describe('Number of all faults.'),
    notes: z.array(shownText()).describe('What was not read, as sentences.'),
    codedNotes: z
      .array(codedNote)
      .optional()
      .describe(
        'The notes with the values in them, in the same order. Absent for an import of an earlier version.',
      ),
    problem: fault.nullable().describe('Why the bundle was refused or could not be applied.'),
    unitId: uuid.nullable().describe('The unit below which all rows must lie. Null: the whole institution.'),
    createdBy: uuid,
    createdAt: instant,
    confirmedBy: uuid.nullable(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Roster' });

export const importRoster = operation({
  operationId: 'importRoster',
  service: 'user',
  summary:
    'Uploads a OneRoster 1.2 or 1.1 bundle (multipart: file, a zip). An admin of a unit names the unit, and the files are deltas. The bundle is checked; nothing changes before it is confirmed.',
  method: 'POST',
  path: '/users/rosters',
  edgePath: '/api/users/rosters',
  access: { edge: teachingRoles },
  bodyKind: 'multipart',
  maxBodyBytes: maxRosterBodyBytes,
  body: z.strictObject({
    unitId: uuid
      .optional()
      .describe('The unit below which all rows must lie. Only admins of the institution may omit it.'),
  }),
  success: { 202: roster },
  successHeaders: ['location'],
  problems: ['node-not-found', 'node-archived', 'document-too-large', 'roster-in-progress'],
});

export const exportRoster = operation({
  operationId: 'exportRoster',
  service: 'user',
  summary:
    'Returns the imported things of the institution, with what it changed since, as a OneRoster bulk bundle (application/zip). Cells are exact, so a spreadsheet may take some of them for formulas.',
  method: 'GET',
  path: '/users/rosters/export',
  edgePath: '/api/users/rosters/export',
  access: { edge: ['admin'] },
  priority: 'low',
  success: { 200: null },
  problems: [],
});

export const readRoster = operation({
  operationId: 'readRoster',
  service: 'user',
  summary: 'Returns an import with its progress and its report.',
  method: 'GET',
  path: '/users/rosters/{id}',
  edgePath: '/api/users/rosters/{id}',
  access: { edge: teachingRoles },
  params: rosterParams,
  success: { 200: roster },
  problems: problemsOfOne,
});

export const followRoster = operation({
  operationId: 'followRoster',
  service: 'user',
  summary:
    'Streams the progress of an import as server-sent events until it waits for the confirmation or has ended.',
  method: 'GET',
  path: '/users/rosters/{id}/events',
  edgePath: '/api/users/rosters/{id}/events',
  access: { edge: teachingRoles },
  params: rosterParams,
  success: { 200: null },
  stream: {
    progress: z.strictObject({ status, progress }),
    done: roster,
    error: streamFailure,
  },
  streamMode: 'only',
  problems: problemsOfOne,
});

export const listRosterFaults = operation({
  operationId: 'listRosterFaults',
  service: 'user',
  summary: 'Lists the faults of an import by file and line.',
  method: 'GET',
  path: '/users/rosters/{id}/faults',
  edgePath: '/api/users/rosters/{id}/faults',
  access: { edge: teachingRoles },
  priority: 'low',
  params: rosterParams,
  query: pageQuery,
  success: { 200: pageOf(fault).meta({ id: 'RosterFaults' }) },
  problems: problemsOfOne,
});

export const downloadRejectedRows = operation({
  operationId: 'downloadRejectedRows',
  service: 'user',
  summary:
    'Returns the rejected rows of one file as CSV (text/csv), with the fault of each. Cells are safe to open in a spreadsheet.',
  method: 'GET',
  path: '/users/rosters/{id}/rejected/{file}',
  edgePath: '/api/users/rosters/{id}/rejected/{file}',
  access: { edge: teachingRoles },
  priority: 'low',
  params: rosterParams.extend({ file: rosterFile }),
  success: { 200: null },
  problems: problemsOfOne,
});

export const confirmRoster = operation({
  operationId: 'confirmRoster',
  service: 'user',
  summary:
    'Confirms the report of an import, which is then applied. A repeated confirmation only continues what stopped.',
  method: 'POST',
  path: '/users/rosters/{id}/confirm',
  edgePath: '/api/users/rosters/{id}/confirm',
  access: { edge: teachingRoles },
  params: rosterParams,
  success: { 202: roster },
  problems: ['roster-not-found', 'roster-not-ready'],
});

export const discardRoster = operation({
  operationId: 'discardRoster',
  service: 'user',
  summary: 'Removes an import with its report, unless it is being applied. What was applied stays.',
  method: 'DELETE',
  path: '/users/rosters/{id}',
  edgePath: '/api/users/rosters/{id}',
  access: { edge: teachingRoles },
  params: rosterParams,
  success: { 204: null },
  problems: ['roster-not-found', 'roster-in-progress'],
});
