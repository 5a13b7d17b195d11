import type { Readable } from 'node:stream';
import type { Extraction, ReachedLimit } from '../domain/ingestion/ports.ts';
import type { ExtractedPage } from '../domain/page.ts';
import type { ExtractionLimits } from '../extraction/model/limits.ts';
import { type ChildMessage, childMessage, type FileLimit } from '../extraction/model/protocol.ts';

/** The child sends at most a step and a page for each page, and a few messages besides. */
const messagesPerPage = 3;
const furtherMessages = 10;
/** A character takes up to six bytes as JSON; composing a page adds blanks. */
const bytesPerCharacter = 8;
const furtherBytes = 16_000_000;

export type MessageReader = {
  /** The result, once the child has sent it. */
  readonly result: () => Extraction | undefined;
  /** The breach of the protocol by the child. */
  readonly violation: () => string | undefined;
};

/**
 * Reads the messages of the child, one JSON text a line. Stops at the first message that breaks the
 * protocol or a bound, because a process that read a hostile file may send anything.
 *
 * @param onEnd called once: after the result, or after a violation.
 */
export const readMessages = (
  stream: Readable,
  limits: ExtractionLimits,
  {
    onProgress,
    onMessage,
    onEnd,
  }: {
    readonly onProgress: (done: number, total: number) => void;
    readonly onMessage: () => void;
    readonly onEnd: () => void;
  },
): MessageReader => {
  const pages: ExtractedPage[] = [];
  const maxBytes = furtherBytes + limits.characters * bytesPerCharacter;
  const maxMessages = limits.pages * messagesPerPage + furtherMessages;
  let bytes = 0;
  let messages = 0;
  let pending: Buffer[] = [];
  let result: Extraction | undefined;
  let violation: string | undefined;
  const end = () => {
    stream.removeAllListeners('data');
    stream.resume();
    pending = [];
    onEnd();
  };
  const refuse = (reason: string) => {
    violation = reason;
    end();
  };
  const take = (message: ChildMessage) => {
    if (message.kind === 'step') onProgress(message.done, message.total);
    else if (message.kind === 'page') {
      const { page } = message;
      if (page.number !== pages.length + 1 || page.number > limits.pages) return refuse('sent a wrong page');
      pages.push(page);
    } else {
      result =
        message.kind === 'refused'
          ? { state: message.state, reason: message.reason, limit: limitOf(message.limit, limits) }
          : { state: 'ready', title: message.title, warnings: message.warnings, pages };
      end();
    }
  };
  const takeLine = (line: Buffer) => {
    messages += 1;
    if (messages > maxMessages) return refuse('sent too many messages');
    const parsed = childMessage.safeParse(jsonOf(line));
    if (!parsed.success) return refuse('sent a message of another shape');
    onMessage();
    take(parsed.data);
  };
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return refuse('sent too many bytes');
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      takeLine(Buffer.concat([...pending, chunk.subarray(from, to)]));
      if (result !== undefined || violation !== undefined) return;
      pending = [];
      from = to + 1;
    }
    pending.push(chunk.subarray(from));
  });
  stream.on('error', () => undefined);
  return { result: () => result, violation: () => violation };
};

const limitOf = (name: FileLimit | undefined, limits: ExtractionLimits): ReachedLimit | undefined =>
  name && { name, value: limits[name] };

const jsonOf = (line: Buffer): unknown => {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
};
