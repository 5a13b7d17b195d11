import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import { RefusedBundle } from './bundle-fault.ts';
import { filesOf, type RosterVersion } from './columns.ts';
import type { RosterNote } from './roster-note.ts';

export type Mode = 'bulk' | 'delta';
export type Manifest = {
  readonly version: RosterVersion;
  readonly modes: Readonly<Partial<Record<RosterFile, Mode>>>;
  readonly notes: readonly RosterNote[];
};

const file = 'manifest.csv';
const isMode = (value: string): value is Mode => value === 'bulk' || value === 'delta';

/**
 * Reads the properties of `manifest.csv`.
 *
 * @param rows cells of its lines, the header included.
 * @param present names of the files in the bundle.
 */
export const readManifest = (
  rows: readonly (readonly string[])[],
  present: ReadonlySet<string>,
): Manifest => {
  const [header, ...lines] = rows;
  if (header?.[0] !== 'propertyName' || header[1] !== 'value')
    throw new RefusedBundle({
      file,
      line: 1,
      code: 'header-invalid',
      sentence: 'The header of manifest.csv must be "propertyName,value".',
    });
  const properties = new Map(lines.map(([name = '', value = '']) => [name, value] as const));
  const version = properties.get('oneroster.version') ?? '';
  if (version !== '1.1' && version !== '1.2')
    throw new RefusedBundle({
      file,
      column: 'oneroster.version',
      code: 'version-unknown',
      sentence: 'The property oneroster.version must be 1.1 or 1.2.',
    });
  const known = filesOf(version);
  const modes: Partial<Record<RosterFile, Mode>> = {};
  for (const name of known) {
    const mode = properties.get(`file.${name}`) ?? 'absent';
    const isPresent = present.has(`${name}.csv`);
    if (isMode(mode) && isPresent) modes[name] = mode;
    else if (isMode(mode) || mode !== 'absent' || isPresent) throw contradiction(name, mode, isPresent);
  }
  if (Object.keys(modes).length === 0)
    throw new RefusedBundle({ file, code: 'nothing-to-read', sentence: 'The bundle has no file to read.' });
  const read = new Set<string>(['manifest.csv', ...known.map((name) => `${name}.csv`)]);
  const ignored = [...present].filter((name) => !read.has(name)).sort();
  return { version, modes, notes: ignored.map(unread) };
};

const unread = (name: string): RosterNote => ({
  sentence: `The file ${name} is not read.`,
  code: 'file-unread',
  file: name,
});

const contradiction = (name: RosterFile, mode: string, isPresent: boolean): RefusedBundle => {
  const place = { file, column: `file.${name}` };
  if (!isMode(mode) && mode !== 'absent')
    return new RefusedBundle({
      ...place,
      code: 'mode-unknown',
      sentence: `The property file.${name} must be bulk, delta or absent.`,
    });
  return new RefusedBundle({
    ...place,
    code: 'file-missing',
    sentence: isPresent
      ? `The bundle has the file ${name}.csv, which the manifest calls absent.`
      : `The bundle has no file ${name}.csv, which the manifest promises.`,
  });
};
