import { type RosterFile, rosterFiles } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { RefusedBundle } from './bundle/bundle-fault.ts';
import { rowCheck, type StagedRow } from './bundle/check-row.ts';
import { type Manifest, readManifest } from './bundle/read-manifest.ts';
import { storedNotes } from './bundle/roster-note.ts';
import type {
  Bundle,
  BundleReader,
  FileReport,
  Roster,
  RosterParts,
  RosterRepositories,
  Staging,
} from './ports.ts';

/** Rows of one COPY. Two batches are in memory: one is read while the other is stored. */
const storedRows = 2_500;
/** Lines of one statement of a check. */
const checkedLines = 5_000;
const maxManifestRows = 200;

export type CheckRosterDeps = {
  readonly unitOfWork: UnitOfWork<RosterRepositories>;
  readonly clock: Clock;
  readonly rosterParts: RosterParts;
  readonly bundles: BundleReader;
  readonly staging: Staging;
};

type Run = { readonly isLast: () => boolean; readonly signal: AbortSignal };

/**
 * The job that reads and checks a bundle, and reports what its confirmation will do. An interrupted check
 * begins again. A refused bundle leaves its problem and nothing else.
 */
export const checkRoster =
  (deps: CheckRosterDeps) =>
  async ({ rosterId }: { readonly rosterId: string }, run: Run): Promise<void> => {
    const { unitOfWork, clock, staging } = deps;
    const roster = await unitOfWork.run(async ({ rosters }) => {
      const found = await rosters.lockById(rosterId);
      if (found === undefined || (found.status !== 'queued' && found.status !== 'checking')) return undefined;
      await rosters.change(rosterId, { status: 'checking', stage: 'reading' });
      return found;
    });
    if (roster === undefined) return;
    const end = async (status: 'refused' | 'failed', problem: Roster['problem']): Promise<void> => {
      await staging.clear(rosterId, run.signal);
      await unitOfWork.run(async ({ rosters }) => {
        await rosters.removeParts(rosterId);
        await rosters.change(rosterId, { status, problem, endedAt: clock.now() });
      });
    };
    try {
      await staging.clear(rosterId, run.signal);
      await check(deps, roster, run.signal);
    } catch (error) {
      if (error instanceof RefusedBundle) return end('refused', error.fault);
      if (run.isLast()) await end('failed', failure);
      throw error;
    }
  };

/** The problem of an import that failed on our side. */
export const failure = {
  file: '',
  line: 0,
  column: null,
  code: 'failed',
  sentence: 'The import failed on our side. Upload the bundle again.',
} as const;

const check = async (deps: CheckRosterDeps, roster: Roster, signal: AbortSignal): Promise<void> => {
  const { rosterParts, bundles, staging, unitOfWork } = deps;
  const bundle = await bundles.open(await rosterParts.size(roster.id), (start, end) =>
    rosterParts.read(roster.id, start, end),
  );
  const lastLines = new Map<RosterFile, number>();
  let manifest: Manifest;
  try {
    manifest = await manifestOf(bundle);
    if (roster.unitId !== null) requireDeltas(manifest);
    for (const file of rosterFiles)
      if (manifest.modes[file] !== undefined)
        lastLines.set(file, await stage(deps, { roster, bundle, manifest, file, signal }));
  } finally {
    bundle.close();
  }
  await staging.refreshStatistics();
  await staging.nameOwnThings(roster, manifest.version);
  const files: FileReport[] = [];
  const notes = [...manifest.notes];
  for (const [file, last] of lastLines) {
    await progress(deps, roster.id, { stage: `checking ${file}`, done: 0, total: last });
    for (let from = 0; from <= last; from += checkedLines) {
      signal.throwIfAborted();
      await staging.checkLines(roster, { rosterId: roster.id, file, from, to: from + checkedLines });
      await progress(deps, roster.id, {
        stage: `checking ${file}`,
        done: Math.min(from + checkedLines, last),
        total: last,
      });
    }
    await staging.checkFile(roster, file);
    for (let from = 0; from <= last; from += checkedLines) {
      signal.throwIfAborted();
      await staging.planLines(roster, { rosterId: roster.id, file, from, to: from + checkedLines, last });
    }
    await staging.checkLimits(roster, file);
    const note = await staging.noteOf(roster, file);
    if (note !== undefined) notes.push(note);
    const mode = manifest.modes[file] ?? 'delta';
    if (mode === 'bulk') await staging.planAbsent(roster, file);
    files.push(await staging.report(roster.id, file, mode));
  }
  const faults = await staging.countFaults(roster.id);
  await unitOfWork.run(async ({ rosters }) => {
    await rosters.removeParts(roster.id);
    await rosters.change(roster.id, {
      status: 'ready',
      stage: 'checked',
      files,
      faults,
      ...storedNotes(notes),
    });
  });
};

/** A bulk file ends what it does not contain, also outside the unit. */
const requireDeltas = ({ modes }: Manifest): void => {
  if (Object.values(modes).every((mode) => mode === 'delta')) return;
  throw new RefusedBundle({
    file: 'manifest.csv',
    code: 'mode-unfit',
    sentence: 'The import of a unit has deltas only. Set the files to delta.',
  });
};

const manifestOf = async (bundle: Bundle): Promise<Manifest> => {
  const name = 'manifest.csv';
  if (!bundle.names.has(name))
    throw new RefusedBundle({
      file: name,
      code: 'file-missing',
      sentence: 'The bundle has no manifest.csv.',
    });
  const rows: (readonly string[])[] = [];
  for await (const { cells } of bundle.rows(name)) {
    rows.push(cells.map((cell) => cell.trim()));
    if (rows.length > maxManifestRows)
      throw new RefusedBundle({
        file: name,
        code: 'file-too-long',
        sentence: 'manifest.csv has too many lines.',
      });
  }
  return readManifest(rows, bundle.names);
};

type Staged = {
  readonly roster: Roster;
  readonly bundle: Bundle;
  readonly manifest: Manifest;
  readonly file: RosterFile;
  readonly signal: AbortSignal;
};

/** Copies the rows of a file into the database; returns the last line. */
const stage = async (
  deps: CheckRosterDeps,
  { roster, bundle, manifest, file, signal }: Staged,
): Promise<number> => {
  let toRow: ReturnType<typeof rowCheck> | undefined;
  let waiting: StagedRow[] = [];
  let last = 0;
  /** The database stores a batch while the next one is read. */
  let storing: Promise<void> = Promise.resolve();
  const store = async (rows: readonly StagedRow[], done: number): Promise<void> => {
    await deps.staging.store(roster.id, file, rows);
    await progress(deps, roster.id, { stage: `reading ${file}`, done, total: 0 });
  };
  const flush = async (): Promise<void> => {
    await storing;
    signal.throwIfAborted();
    storing = store(waiting, last);
    // The next flush throws the fault, or the end of the file.
    storing.catch(() => undefined);
    waiting = [];
  };
  try {
    for await (const { cells, line } of bundle.rows(`${file}.csv`)) {
      last = line;
      if (toRow === undefined)
        toRow = rowCheck(
          { file, version: manifest.version, mode: manifest.modes[file] ?? 'delta' },
          cells.map((cell) => cell.trim()),
        );
      else waiting.push(toRow(cells, line));
      if (waiting.length >= storedRows) await flush();
    }
    if (toRow === undefined) throw emptyFile(file);
    await flush();
  } finally {
    // No row may arrive after a refused bundle was removed.
    await Promise.allSettled([storing]);
  }
  await storing;
  return last;
};

const emptyFile = (file: RosterFile): RefusedBundle =>
  new RefusedBundle({
    file: `${file}.csv`,
    code: 'header-invalid',
    sentence: `${file}.csv is empty.`,
  });

const progress = (
  { unitOfWork }: Pick<CheckRosterDeps, 'unitOfWork'>,
  id: string,
  state: Pick<Roster, 'stage' | 'done' | 'total'>,
): Promise<void> => unitOfWork.run(({ rosters }) => rosters.change(id, state));
