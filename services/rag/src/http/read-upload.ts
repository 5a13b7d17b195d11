import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { inputFaultsOf } from '@ai-teacher/service-kit/server/input-faults.ts';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { Upload } from '../domain/ingestion/ingest.ts';

/** Types that browsers and tools send for a PDF; what it is shows in its bytes, but a picture says that it is none. */
const pdfTypes = new Set([
  'application/pdf',
  'application/x-pdf',
  'application/octet-stream',
  'binary/octet-stream',
]);
const mostFields = 8;
const mostFieldBytes = 4_096;

/**
 * Reads a multipart upload as it arrives: resolves when the file begins, with its bytes still on the wire; the fields
 * are complete when the whole body has been read.
 *
 * @throws Problem `malformed-request` for what is no multipart, `input-invalid` without a file or with a second one,
 * `not-a-pdf` when the file's declared type is another one.
 */
export const readUpload = (request: IncomingMessage): Promise<Upload> => {
  const fields: Record<string, unknown> = {};
  const faults: { pointer: string; message: string }[] = [];
  const parser = parserFor(request);
  const whole = bodyRead(request, parser);
  // Who waits for the body hears of its failure; here it must only not go unheard.
  whole.catch(() => undefined);

  parser.on('field', (name: string, value: string, _nameCut: boolean, valueCut: boolean) => {
    if (name in fields) faults.push({ pointer: `/${name}`, message: 'is given twice' });
    if (valueCut) faults.push({ pointer: `/${name}`, message: 'is too long' });
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true });
  });
  const readFields: Upload['readFields'] = async () => {
    await whole;
    const parsed = ingest.body?.safeParse(fields);
    if (parsed?.success && faults.length === 0) return parsed.data;
    const found = parsed?.error ? inputFaultsOf(parsed.error) : [];
    throw new Problem('input-invalid', { errors: [...faults, ...found] });
  };

  return new Promise((resolve, reject) => {
    let file: Readable | undefined;
    parser.on('file', (name: string, stream: Readable, fileName: string, _encoding: string, type: string) => {
      if (name !== 'file' || file !== undefined) {
        faults.push({
          pointer: `/${name}`,
          message: name === 'file' ? 'is given twice' : 'is not a known field',
        });
        stream.resume();
        return;
      }
      file = stream;
      if (pdfTypes.has(type.toLowerCase())) resolve({ file: cutShort(stream, whole), fileName, readFields });
      else reject(new Problem('not-a-pdf', { detail: 'Send the file as application/pdf.' }));
    });
    whole.then(
      () => reject(new Problem('input-invalid', { errors: [{ pointer: '/file', message: 'is required' }] })),
      reject,
    );
  });
};

type Parser = InstanceType<typeof Busboy>;

const parserFor = (request: IncomingMessage): Parser => {
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: { fields: mostFields, fieldSize: mostFieldBytes, fieldNameSize: 100, files: 2, parts: 12 },
    });
  } catch (cause) {
    throw new Problem('malformed-request', { detail: 'The body is not multipart/form-data.', cause });
  }
};

/** Resolves when the last boundary has been read; rejects when the client leaves or the body breaks off before it. */
const bodyRead = (request: IncomingMessage, parser: Parser): Promise<void> => {
  return new Promise((resolve, reject) => {
    const broken = (cause?: unknown): void => {
      reject(new Problem('malformed-request', { detail: 'The body did not arrive whole.', cause }));
    };
    parser.once('finish', resolve);
    parser.on('error', broken);
    request.once('error', broken);
    request.once('close', () => {
      if (!request.complete) broken();
    });
    request.pipe(parser);
  });
};

/** A file whose body breaks off ends without an error of its own; it must not pass for a whole one. */
async function* cutShort(stream: Readable, whole: Promise<void>): AsyncGenerator<Uint8Array> {
  whole.catch((cause: Error) => stream.destroy(cause));
  yield* stream as AsyncIterable<Uint8Array>;
}
