import type { exportRoster as contract, RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { columnsOf, filesOf, type RosterVersion } from './bundle/columns.ts';
import type { BundleFile, BundleWriter, RosterSnapshot, RosterSnapshots } from './ports.ts';

export type ExportRosterDeps = {
  readonly rosterSnapshots: RosterSnapshots;
  readonly bundleWriter: BundleWriter;
};

export type ExportedRoster = {
  /** The bytes of the zip, made while they are read. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Ends the snapshot. Call it when the bytes are read, or when their reader has left. */
  readonly close: () => Promise<void>;
};

/**
 * Writes the imported things of the institution as a bulk bundle, with what the institution changed since,
 * and the things that people made. All files show one state of the database. The same institution imports
 * the bundle without any change.
 *
 * @throws Problem `overloaded` before the first byte when other exports have all connections.
 */
export const exportRoster =
  ({ rosterSnapshots, bundleWriter }: ExportRosterDeps) =>
  async ({ principal }: Input<typeof contract>): Promise<ExportedRoster> => {
    const snapshot = await rosterSnapshots.open(principal.institutionId);
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closing ??= snapshot.close();
      return closing;
    };
    const names = filesOf(snapshot.version);
    const files = [manifestOf(names, snapshot.version), ...names.map((file) => fileOf(snapshot, file))];
    return { bytes: bundleWriter.write(files), close };
  };

const manifestOf = (names: readonly RosterFile[], version: RosterVersion): BundleFile => ({
  name: 'manifest.csv',
  rows: async function* rows() {
    yield ['propertyName', 'value'];
    yield ['manifest.version', '1.0'];
    yield ['oneroster.version', version];
    for (const name of names) yield [`file.${name}`, 'bulk'];
    yield ['source.systemName', 'AI-Teacher'];
  },
});

const fileOf = (snapshot: RosterSnapshot, file: RosterFile): BundleFile => ({
  name: `${file}.csv`,
  rows: async function* rows() {
    const own = Object.entries(columnsOf[file])
      .filter(([, { only }]) => only === undefined || only === snapshot.version)
      .map(([column]) => column);
    const columns = [...new Set([...own, ...(await snapshot.metadataOf(file))])];
    yield ['sourcedId', 'status', 'dateLastModified', ...columns];
    // Bulk files have neither a status nor a date.
    for await (const { sourcedId, fields } of snapshot.rows(file))
      yield [sourcedId, '', '', ...columns.map((column) => fields[column] ?? '')];
  },
});
