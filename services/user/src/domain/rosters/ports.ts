import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { SessionLimits } from '../academic-sessions/ports.ts';
import type { AcademicLimits, NodeRepository } from '../academics/ports.ts';
import type { ClassLimits } from '../classes/ports.ts';
import type { CourseLimits } from '../courses/ports.ts';
import type { EnrolmentLimits } from '../enrolments/ports.ts';
import type { GuardianLimits } from '../guardians/ports.ts';
import type { UnitRightsRepositories } from '../unit-rights/ports.ts';
import type { BundleFault } from './bundle/bundle-fault.ts';
import type { StagedRow } from './bundle/check-row.ts';
import type { RosterVersion } from './bundle/columns.ts';
import type { Mode } from './bundle/read-manifest.ts';
import type { CodedNote, RosterNote } from './bundle/roster-note.ts';

export type RosterStatus = 'queued' | 'checking' | 'ready' | 'refused' | 'applying' | 'applied' | 'failed';

export type FileReport = {
  readonly file: RosterFile;
  readonly mode: Mode;
  readonly rows: number;
  readonly create: number;
  readonly change: number;
  readonly end: number;
  readonly same: number;
  readonly reject: number;
};

/** One import of an institution. */
export type Roster = {
  readonly id: string;
  readonly institutionId: string;
  readonly status: RosterStatus;
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly files: readonly FileReport[];
  readonly faults: number;
  readonly notes: readonly string[];
  /** In the order of `notes`; null when an earlier version checked the import. */
  readonly codedNotes: readonly CodedNote[] | null;
  readonly problem: BundleFault | null;
  /** All rows must lie below it; null: the whole institution. */
  readonly unitId: string | null;
  /** The path of the unit, as in `AcademicNode`. */
  readonly unitPath: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly confirmedBy: string | null;
  readonly endedAt: Date | null;
};

export type RosterChange = Partial<
  Pick<
    Roster,
    | 'status'
    | 'stage'
    | 'done'
    | 'total'
    | 'files'
    | 'faults'
    | 'notes'
    | 'codedNotes'
    | 'problem'
    | 'confirmedBy'
    | 'endedAt'
  >
>;

export type RosterRepository = {
  readonly find: (institutionId: string, id: string) => Promise<Roster | undefined>;
  /** As `find`, and locks the import until the end of the transaction. */
  readonly lock: (institutionId: string, id: string) => Promise<Roster | undefined>;
  /** For jobs, which know the id alone. */
  readonly lockById: (id: string) => Promise<Roster | undefined>;
  /** False when another import of the institution is in progress. */
  readonly insert: (
    roster: Pick<Roster, 'id' | 'institutionId' | 'unitId' | 'createdBy' | 'createdAt'>,
  ) => Promise<boolean>;
  readonly change: (id: string, change: RosterChange) => Promise<void>;
  /** Hides an import from all other methods, until `remove`. */
  readonly discard: (id: string) => Promise<void>;
  readonly isDiscarded: (id: string) => Promise<boolean>;
  readonly remove: (id: string) => Promise<void>;
  /** Removes the bytes of the zip. */
  readonly removeParts: (id: string) => Promise<void>;
  readonly listFaults: (id: string, page: PageQuery) => Promise<Listed<BundleFault>>;
  /** Removes the records and staged rows of an erased person, which contain the name and the addresses. */
  readonly forgetPerson: (personId: string) => Promise<void>;
};

/** `rosterBytes`: the maximum size of a bundle's zip. */
export type UploadLimits = { readonly rosterBytes: number };

/** The limits of the operations that make the same things one by one. */
export type RosterLimits = AcademicLimits &
  SessionLimits &
  CourseLimits &
  ClassLimits &
  EnrolmentLimits &
  GuardianLimits;

export type RosterJobs = {
  readonly check: (rosterId: string) => Promise<void>;
  readonly apply: (rosterId: string) => Promise<void>;
  readonly remove: (rosterId: string) => Promise<void>;
  /** Withdraws invitations of people whom an import removed, or gave another role. */
  readonly withdrawInvitations: (institutionId: string) => Promise<void>;
};

export type RosterRepositories = UnitRightsRepositories & {
  readonly nodes: Pick<NodeRepository, 'lock'>;
  readonly rosters: RosterRepository;
  readonly rosterJobs: RosterJobs;
  readonly outbox: Outbox;
};

/** The bytes of uploaded zips. */
export type RosterParts = {
  /** Stores bytes while they arrive; returns their number. */
  readonly write: (rosterId: string, bytes: AsyncIterable<Uint8Array>) => Promise<number>;
  readonly size: (rosterId: string) => Promise<number>;
  /** Reads the bytes from `start` to before `end`. */
  readonly read: (rosterId: string, start: number, end: number) => AsyncIterable<Uint8Array>;
};

/** A zip whose names and sizes are within the limits. */
export type Bundle = {
  readonly names: ReadonlySet<string>;
  /** Rows of a file in UTF-8 with their lines, the header included. Throws RefusedBundle. */
  readonly rows: (
    name: string,
  ) => AsyncIterable<{ readonly cells: readonly string[]; readonly line: number }>;
  readonly close: () => void;
};

export type BundleReader = {
  /** Throws RefusedBundle for what is not a zip, or exceeds a limit. */
  readonly open: (
    size: number,
    read: (start: number, end: number) => AsyncIterable<Uint8Array>,
  ) => Promise<Bundle>;
};

/** A part of the lines of one file. */
export type Lines = {
  readonly rosterId: string;
  readonly file: RosterFile;
  readonly from: number;
  readonly to: number;
};
/** `last`: the last line of the file. */
export type PlannedLines = Lines & { readonly last: number };
type OfRoster = Pick<Roster, 'id' | 'institutionId' | 'unitId'>;

/** The rows of a bundle inside the database. Each method is one transaction and may be repeated. */
export type Staging = {
  /** Removes what an interrupted check or a discarded import left, in small transactions. */
  readonly clear: (rosterId: string, signal: AbortSignal) => Promise<void>;
  readonly store: (rosterId: string, file: RosterFile, rows: readonly StagedRow[]) => Promise<void>;
  /** After many rows have been stored. */
  readonly refreshStatistics: () => Promise<void>;
  /** Stores the rows of things made by hand that the bundle names by their own ids, as an export does. */
  readonly nameOwnThings: (roster: OfRoster, version: RosterVersion) => Promise<void>;
  /** Finds repeated ids, and references to what neither the bundle nor the institution has. */
  readonly checkLines: (roster: OfRoster, lines: Lines) => Promise<void>;
  /** Finds what only all rows of a file show: circles, levels, and rows that refer to rejected ones. */
  readonly checkFile: (roster: OfRoster, file: RosterFile) => Promise<void>;
  /** Decides what to do with lines that have no fault. */
  readonly planLines: (roster: OfRoster, lines: PlannedLines) => Promise<void>;
  /** Rejects planned rows that exceed a maximum of the institution, and those that refer to them. */
  readonly checkLimits: (roster: OfRoster, file: RosterFile) => Promise<void>;
  /**
   * A note about records of the file that the planned rows will not create; undefined without such records.
   */
  readonly noteOf: (roster: OfRoster, file: RosterFile) => Promise<RosterNote | undefined>;
  /** Plans the end of imported things that a bulk file does not contain. */
  readonly planAbsent: (roster: OfRoster, file: RosterFile) => Promise<void>;
  readonly report: (rosterId: string, file: RosterFile, mode: Mode) => Promise<FileReport>;
  readonly countFaults: (rosterId: string) => Promise<number>;
  readonly countSteps: (rosterId: string) => Promise<number>;
  /** Applies the next steps and removes them; returns their number. 0: the file has none left. */
  readonly applyNext: (roster: OfRoster, file: RosterFile, part: 'made' | 'ended') => Promise<number>;
  /** Links guardians with students as imported people name them, and ends links that they no longer name. */
  readonly linkGuardians: (roster: OfRoster, signal: AbortSignal) => Promise<void>;
  /** Removes all rows but the rejected ones. */
  readonly clearRows: (rosterId: string, signal: AbortSignal) => Promise<void>;
  readonly rejected: (
    rosterId: string,
    file: RosterFile,
  ) => AsyncIterable<{
    readonly fields: Readonly<Record<string, string>>;
    readonly fault: BundleFault;
    readonly sourcedId: string;
  }>;
};

export type ExportedRow = {
  readonly sourcedId: string;
  readonly fields: Readonly<Record<string, string>>;
};

/**
 * One state of an institution's imported things and of those made by hand. Its files are read one after the
 * other.
 */
export type RosterSnapshot = {
  /** The version whose files the things need. */
  readonly version: RosterVersion;
  /** The columns `metadata.…` that rows of the file have. */
  readonly metadataOf: (file: RosterFile) => Promise<readonly string[]>;
  readonly rows: (file: RosterFile) => AsyncIterable<ExportedRow>;
  readonly close: () => Promise<void>;
};

export type RosterSnapshots = {
  /** Throws Problem `overloaded` when too many snapshots are open. */
  readonly open: (institutionId: string) => Promise<RosterSnapshot>;
};

export type BundleFile = {
  readonly name: string;
  /** The cells of its rows, the header first. */
  readonly rows: () => AsyncIterable<readonly string[]>;
};

export type BundleWriter = {
  /** Writes a zip whose rows are read when their bytes are read. */
  readonly write: (files: readonly BundleFile[]) => AsyncIterable<Uint8Array>;
};
