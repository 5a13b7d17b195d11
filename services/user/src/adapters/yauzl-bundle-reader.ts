import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CsvError, parse } from 'csv-parse';
import yauzl, { type Entry, RandomAccessReader, type ZipFile } from 'yauzl';
import { RefusedBundle } from '../domain/rosters/bundle/bundle-fault.ts';
import type { Bundle, BundleReader } from '../domain/rosters/ports.ts';
import { refuse, utf8Of, withShortLines } from './bundle-text.ts';

export type BundleLimits = {
  /** Bytes of all files together, after decompression. */
  readonly maxExpandedBytes: number;
  /** Decompressed bytes for each compressed byte of a file. CSV of rosters has 5 to 30. */
  readonly maxRatio: number;
  readonly maxEntries: number;
  /** Bytes of one row. */
  readonly maxRowBytes: number;
};

const bundleLimits: BundleLimits = {
  maxExpandedBytes: 3_000_000_000,
  maxRatio: 200,
  maxEntries: 64,
  maxRowBytes: 65_536,
};

/**
 * Rows between two turns of the event loop. The rows in memory would otherwise be read in one turn, for which
 * all requests wait.
 */
const rowsPerTurn = 100;

const namePattern = /^[A-Za-z]{1,64}\.csv$/;
/** Small files may be compressed as far as the format allows. */
const harmlessBytes = 1_000_000;
const encryptedFlag = 1;
const storedOrDeflated = new Set([0, 8]);

/** Opens zips in place: the index at the end is read first, and then each file as a stream. */
export const createYauzlBundleReader = (limits: BundleLimits = bundleLimits): BundleReader => ({
  open: async (size, read) => {
    const reader = new (class extends RandomAccessReader {
      override _readStreamForRange(start: number, end: number): Readable {
        return Readable.from(read(start, end), { objectMode: false });
      }
    })();
    const zip = await openZip(reader, size);
    try {
      return bundleOf(zip, await entriesOf(zip, limits), limits);
    } catch (error) {
      zip.close();
      throw error;
    }
  },
});

const openZip = (reader: RandomAccessReader, size: number): Promise<ZipFile> =>
  yauzl
    .fromRandomAccessReaderPromise(reader, size, {
      lazyEntries: true,
      autoClose: false,
      strictFileNames: true,
      validateEntrySizes: true,
    })
    .catch(() => {
      throw refuse('', 'not-a-zip', 'The upload is not a zip, or the zip is damaged.');
    });

const entriesOf = async (zip: ZipFile, limits: BundleLimits): Promise<ReadonlyMap<string, Entry>> => {
  if (zip.entryCount > limits.maxEntries)
    throw refuse('', 'too-many-files', `A bundle has at most ${limits.maxEntries} files.`);
  const entries = new Map<string, Entry>();
  let expanded = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      checkEntry(entry, limits);
      if (entries.has(name)) throw refuse(name, 'file-twice', `The bundle has the file ${name} twice.`);
      expanded += entry.uncompressedSize;
      if (expanded > limits.maxExpandedBytes)
        throw refuse(name, 'bundle-too-large', `The files have more than ${limits.maxExpandedBytes} bytes.`);
      entries.set(name, entry);
    }
  } catch (error) {
    if (error instanceof RefusedBundle) throw error;
    throw refuse('', 'not-a-zip', 'The index of the zip is damaged, or names a file outside of the zip.');
  }
  return entries;
};

const checkEntry = (entry: Entry, { maxRatio }: BundleLimits): void => {
  if (!namePattern.test(entry.fileName))
    throw refuse(
      '',
      'file-name-invalid',
      'All files must lie at the top of the zip and have a name such as users.csv.',
    );
  const { fileName, compressedSize, uncompressedSize, compressionMethod, generalPurposeBitFlag } = entry;
  if ((generalPurposeBitFlag & encryptedFlag) !== 0)
    throw refuse(fileName, 'file-encrypted', `${fileName} is encrypted.`);
  if (!storedOrDeflated.has(compressionMethod))
    throw refuse(fileName, 'compression-unknown', `${fileName} must be stored or deflated.`);
  if (uncompressedSize > harmlessBytes && uncompressedSize > compressedSize * maxRatio)
    throw refuse(
      fileName,
      'ratio-too-large',
      `${fileName} would grow to more than ${maxRatio} times its size. Such a file can be an attack.`,
    );
};

const bundleOf = (
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  { maxRowBytes }: BundleLimits,
): Bundle => ({
  names: new Set(entries.keys()),
  close: () => zip.close(),
  rows: async function* rows(name) {
    const entry = entries.get(name);
    if (entry === undefined) throw refuse(name, 'file-missing', `The bundle has no file ${name}.`);
    const bytes = await zip.openReadStreamPromise(entry);
    const text = Readable.from(withShortLines(utf8Of(bytes, name), name, maxRowBytes), { objectMode: false });
    const lines = createLineCount();
    /** The lines of the rows that wait in the parser. */
    const waiting: number[] = [];
    const parser = text.pipe(
      parse({
        bom: true,
        max_record_size: maxRowBytes,
        // Counted here, because the rows that wait are lost when the parser finds a fault behind them.
        on_record: (cells, info) => {
          waiting.push(lines.firstOf(cells, info));
          return cells;
        },
        relax_column_count: true,
        skip_empty_lines: true,
      }),
    );
    text.on('error', (error) => parser.destroy(error));
    try {
      let rows = 0;
      for await (const cells of parser) {
        yield { cells, line: waiting.shift() ?? lines.next() };
        rows += 1;
        if (rows % rowsPerTurn === 0) await nextTurn();
      }
    } catch (error) {
      throw refusalOf(error, { name, maxRowBytes, line: lines.next() });
    } finally {
      text.destroy();
      bytes.destroy();
    }
  },
});

/** The counts of the parser: its lines at the end of a row, and the empty lines that it skipped. */
type Parsed = { readonly lines: number; readonly empty_lines: number };

/**
 * Counts the first line of each row. The parser knows the last line only, and counts `\r\n` inside a quoted
 * cell as two lines.
 */
const createLineCount = () => {
  let [rows, inside, empty, parsed] = [0, 0, 0, 0];
  const next = (): number => 1 + rows + inside + empty;
  return {
    next,
    firstOf: (cells: readonly string[], { lines, empty_lines: skipped }: Parsed): number => {
      const hasMore = lines - parsed > 1;
      [parsed, empty] = [lines, skipped];
      const first = next();
      rows += 1;
      if (hasMore) for (const cell of cells) inside += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
      return first;
    },
  };
};

type Place = { readonly name: string; readonly maxRowBytes: number; readonly line: number };

const refusalOf = (error: unknown, { name, maxRowBytes, line }: Place): unknown => {
  if (error instanceof RefusedBundle) return error;
  const { code } = error as CsvError;
  if (code === 'CSV_MAX_RECORD_SIZE')
    return refuse(name, 'row-too-long', `A row of ${name} has more than ${maxRowBytes} bytes.`, line);
  if (typeof code === 'string' && code.startsWith('CSV_'))
    return refuse(
      name,
      'csv-invalid',
      `${name} is not CSV: a quote is not closed or stands inside a cell.`,
      line,
    );
  if (isZipFault(error)) return refuse(name, 'not-a-zip', `${name} is damaged inside the zip.`);
  return error;
};

/** yauzl and zlib report damaged entries as errors without a code of the system, or with one of zlib. */
const isZipFault = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: string };
  return (
    (typeof code === 'string' && code.startsWith('Z_')) ||
    /bytes in the stream|unexpected/.test(message ?? '')
  );
};
