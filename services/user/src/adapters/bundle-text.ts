import type { RosterFaultCode } from '@ai-teacher/contracts/rosters/roster-faults.ts';
import { RefusedBundle } from '../domain/rosters/bundle/bundle-fault.ts';

export const refuse = (file: string, code: RosterFaultCode, sentence: string, line = 0): RefusedBundle =>
  new RefusedBundle({ file, line, code, sentence });

/** Passes UTF-8 through. Text in UTF-16 or Latin-1 is refused before any cell is read. */
export async function* utf8Of(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const check = (chunk?: Buffer): void => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw refuse(name, 'encoding-unknown', `${name} must be in UTF-8.`);
    }
  };
  for await (const chunk of bytes) {
    if (chunk.includes(0)) throw refuse(name, 'encoding-unknown', `${name} must be in UTF-8.`);
    check(chunk);
    yield* partsOf(chunk);
  }
  check();
}

/** The parser reads the rows of a part in one turn of the event loop. */
const maxPartBytes = 8_192;

function* partsOf(chunk: Buffer): Generator<Buffer> {
  for (let from = 0; from < chunk.length; from += maxPartBytes)
    yield chunk.subarray(from, from + maxPartBytes);
}

const lineFeed = 10;

/** Refuses a long line before it is parsed, because the parser does not count empty cells. */
export async function* withShortLines(
  bytes: AsyncIterable<Buffer>,
  name: string,
  maxRowBytes: number,
): AsyncGenerator<Buffer> {
  let [line, pending] = [1, 0];
  for await (const chunk of bytes) {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(lineFeed, from);
      const length = (end === -1 ? chunk.length : end) - from;
      if (pending + length > maxRowBytes)
        throw refuse(name, 'row-too-long', `A row of ${name} has more than ${maxRowBytes} bytes.`, line);
      pending = end === -1 ? pending + length : 0;
      if (end === -1) break;
      from = end + 1;
      line += 1;
    }
    yield chunk;
  }
}
