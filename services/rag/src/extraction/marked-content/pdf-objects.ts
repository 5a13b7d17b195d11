import { constants, inflateSync } from 'node:zlib';
import {
  type Dictionary,
  isDictionary,
  isName,
  isReference,
  isWord,
  PdfReader,
  type PdfValue,
} from './pdf-values.ts';

/** All object streams of a file together, and all its contents together, may not become larger, in bytes. */
const maxPackedBytes = 48_000_000;
const maxContentBytes = 256_000_000;
const maxReferences = 8;
const maxFilters = 2;

export type PdfObjects = {
  /** Follows references. */
  readonly resolve: (value: PdfValue | undefined) => PdfValue | undefined;
  /** The contents of a stream as one character for each byte; undefined when they cannot be read. */
  readonly stream: (value: PdfValue | undefined) => { dictionary: Dictionary; content: string } | undefined;
};

/** Finds the objects of a file by their headers, so that a broken table of objects does not matter. */
export const findObjects = (source: string): PdfObjects => {
  const places = new Map<number, { source: string; at: number }>();
  const room = { packed: maxPackedBytes, content: maxContentBytes };
  for (const match of source.matchAll(/(?<!\d)(\d{1,8})[ \r\n\t]+\d{1,5}[ \r\n\t]+obj(?![a-z])/g))
    places.set(Number(match[1]), { source, at: match.index + match[0].length });

  const read = (place: { source: string; at: number }) => {
    const reader = new PdfReader(place.source, place.at);
    return { value: reader.value(), behind: reader.position };
  };
  const resolve = (value: PdfValue | undefined): PdfValue | undefined => {
    let found = value;
    for (let count = 0; isReference(found) && count < maxReferences; count += 1) {
      const place = places.get(found.number);
      found = place && read(place).value;
    }
    return found;
  };
  const streamAt = (at: number, use: keyof typeof room) => {
    const { value: dictionary, behind } = read({ source, at });
    if (!isDictionary(dictionary)) return undefined;
    const start = /^\s*stream\r?\n/.exec(source.slice(behind, behind + 20));
    const length = resolve(dictionary.get('Length'));
    if (start === null) return undefined;
    const from = behind + start[0].length;
    const declared = isWord(length) ? Number(length.word) : Number.NaN;
    const isRight = /^\s*endstream/.test(source.slice(from + declared, from + declared + 14));
    const to = isRight ? from + declared : source.indexOf('endstream', from);
    const content = decoded(source.slice(from, to < 0 ? undefined : to), dictionary, resolve, room[use]);
    room[use] -= content?.length ?? 0;
    return content === undefined ? undefined : { dictionary, content };
  };
  const headers = new Set<number>();
  for (const match of source.matchAll(/\/ObjStm(?![A-Za-z])/g))
    headers.add(source.lastIndexOf(' obj', match.index) + 4);
  for (const header of headers) {
    const packed = header < 4 ? undefined : streamAt(header, 'packed');
    if (packed === undefined) continue;
    for (const [number, at] of packedObjects(packed)) places.set(number, { source: packed.content, at });
  }
  return {
    resolve,
    stream: (value) => {
      const place = isReference(value) ? places.get(value.number) : undefined;
      return place?.source === source ? streamAt(place.at, 'content') : undefined;
    },
  };
};

/** The numbers and the places of the objects in an object stream. */
const packedObjects = ({
  dictionary,
  content,
}: {
  dictionary: Dictionary;
  content: string;
}): [number, number][] => {
  const [first, count] = ['First', 'N'].map((key) => {
    const value = dictionary.get(key);
    return isWord(value) ? Number(value.word) : 0;
  }) as [number, number];
  const numbers = content.slice(0, first).match(/\d+/g)?.map(Number) ?? [];
  return Array.from({ length: Math.min(count, numbers.length >> 1) }, (_, index) => [
    numbers[index * 2] ?? 0,
    first + (numbers[index * 2 + 1] ?? 0),
  ]);
};

/** Undoes the filters that programs use for contents. */
const decoded = (
  bytes: string,
  dictionary: Dictionary,
  resolve: PdfObjects['resolve'],
  maxOutputLength: number,
): string | undefined => {
  const filter = resolve(dictionary.get('Filter'));
  const filters = Array.isArray(filter) ? filter : filter === undefined ? [] : [filter];
  const isPredicted = dictionary.has('DecodeParms');
  if (filters.length > maxFilters || isPredicted || bytes.length > maxOutputLength) return undefined;
  let content: string | undefined = bytes;
  for (const each of filters) {
    const name = isName(each) ? each.name : '';
    if (content !== undefined) content = decoders[name]?.(content, maxOutputLength);
  }
  return content;
};

type Decoder = (bytes: string, maxOutputLength: number) => string | undefined;

const inflated: Decoder = (bytes, maxOutputLength) => {
  try {
    // A stream without its end is read as far as it goes.
    const finishFlush = constants.Z_SYNC_FLUSH;
    return inflateSync(Buffer.from(bytes, 'latin1'), { maxOutputLength, finishFlush }).toString('latin1');
  } catch {
    return undefined;
  }
};

/** Five characters of base 85 are four bytes. */
const fromBase85: Decoder = (bytes) => {
  const digits = bytes
    .replace(/\s/g, '')
    .replace(/~[\s\S]*$/, '')
    .replaceAll('z', '!!!!!');
  const parts: string[] = [];
  for (let at = 0; at < digits.length; at += 5) {
    const group = digits.slice(at, at + 5);
    const value = [...group.padEnd(5, 'u')].reduce((sum, digit) => sum * 85 + digit.charCodeAt(0) - 33, 0);
    const four = Buffer.alloc(4);
    four.writeUInt32BE(value % 2 ** 32);
    parts.push(four.toString('latin1', 0, group.length - 1));
  }
  return parts.join('');
};

const decoders: Readonly<Record<string, Decoder>> = {
  FlateDecode: inflated,
  ASCII85Decode: fromBase85,
};
