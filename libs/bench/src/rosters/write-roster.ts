import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { ZipFile } from 'yazl';
import { madeRoster, type RosterPlan } from './made-roster.ts';

/** A fixed date, so the same plan makes the same bytes. */
const mtime = new Date('2026-09-01T00:00:00Z');
const changedAt = mtime.toISOString();

const manifestRows = (files: readonly string[], { mode }: RosterPlan): (readonly string[])[] => [
  ['propertyName', 'value'],
  ['manifest.version', '1.0'],
  ['oneroster.version', '1.2'],
  ...files.map((file) => [`file.${file}`, mode]),
  ['source.systemName', 'AI-Teacher roster:make'],
];

/**
 * Makes a OneRoster 1.2 bundle as a stream. The zip compresses one file after the other, and each row is made
 * when the zip is read, so the memory does not grow with the number of users.
 */
export const rosterZip = (plan: RosterPlan): Readable => {
  const zip = new ZipFile();
  const add = (name: string, rows: () => Iterable<readonly string[]>): void =>
    zip.addReadStreamLazy(`${name}.csv`, { mtime, compressionLevel: 3 }, (receive) => {
      const text = stringify({ record_delimiter: 'windows' });
      const source = Readable.from(rows());
      source.once('error', (error) => text.destroy(error));
      receive(null, source.pipe(text));
    });
  const files = Object.entries(madeRoster(plan));
  add('manifest', () => manifestRows(Object.keys(Object.fromEntries(files)), plan));
  // Bulk files have neither a status nor a date.
  const stamp = plan.mode === 'bulk' ? ['', ''] : ['active', changedAt];
  for (const [name, { columns, rows }] of files)
    add(name, function* lines() {
      yield ['sourcedId', 'status', 'dateLastModified', ...columns];
      for (const [id = '', ...cells] of rows()) yield [id, ...stamp, ...cells];
    });
  zip.end();
  return Readable.from(zip.outputStream as NodeJS.ReadableStream);
};
