import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { z } from 'zod';
import { hashInput } from '../domain/held-key.ts';
import { Problem } from '../domain/problem.ts';
import { currentRequestContext } from '../request-context.ts';
import { inputFaultsOf } from '../server/input-faults.ts';
import { readFileNames } from './file-names.ts';

export type Upload<Fields> = {
  readonly file: AsyncIterable<Uint8Array>;
  readonly fileName: string;
  /**
   * Returns the fields beside the file. Call it after reading the file, because fields may follow the file.
   */
  readonly readFields: () => Promise<Fields>;
};

/**
 * Reads a repeated upload without storing it.
 *
 * @param shape of the fields beside the file.
 * @returns the hash by which `readUpload` identifies an upload for an idempotency key.
 * @throws Problem `document-too-large` when the file has more than `maxBytes`, and those of `readUpload`.
 */
export const uploadHasher =
  (shape: z.ZodObject, maxBytes: number) =>
  async ({ req }: { readonly req: IncomingMessage }): Promise<Buffer> => {
    const { file, fileName, readFields } = await readUpload(req, shape);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const part of file) {
      bytes += part.byteLength;
      if (bytes > maxBytes) throw new Problem('document-too-large');
      hash.update(part);
    }
    return hashParts(hash, fileName, await readFields());
  };

const hashParts = (file: Hash, fileName: string, fields: object): Buffer =>
  hashInput({ file: file.digest('hex'), fileName, fields });

const maxFields = 8;
const maxFieldBytes = 4_096;
const maxFieldNameBytes = 100;
const maxParts = 12;
/** The second file is not read; it is counted so that the answer can name the fault. */
const maxFiles = 2;
/** The parser puts it in the place of bytes that are not text in the part's charset. */
const replacementCharacter = '\uFFFD';

/**
 * Reads a multipart upload while it arrives. Resolves when the file begins, before its bytes have arrived.
 * The fields are complete when the whole body has been read. An empty field counts as absent, because forms
 * send all their fields.
 *
 * The part's name alone says which part is the file. Its declared type and its file name are optional and say
 * nothing about its bytes: many programs send none, or a wrong one.
 *
 * When the request holds an idempotency key, the key learns the hash of the upload as soon as `readFields`
 * has resolved. What is stored before that is no effect of the request.
 *
 * @param shape of the fields beside the file: the body of the operation's contract.
 * @throws Problem `malformed-request` when the body is not multipart, `input-invalid` without a file or with
 * a second file. `readFields` throws `malformed-request` when a field is not text in its charset.
 */
export const readUpload = <Shape extends z.ZodObject>(
  request: IncomingMessage,
  shape: Shape,
): Promise<Upload<z.output<Shape>>> => {
  const knownFields = new Set(Object.keys(shape.shape));
  const fields: Record<string, unknown> = {};
  const faults: { pointer: string; message: string }[] = [];
  let brokenText = false;
  const parser = parserFor(request, knownFields);
  const { heldKey } = currentRequestContext() ?? {};
  const hash = heldKey && createHash('sha256');
  let givenName = '';
  const whole = bodyRead(request, parser);
  // The waiting code receives this rejection. This handler only prevents an unhandled rejection.
  whole.catch(() => undefined);

  parser.on('field', (name: string, value: string, _nameCut: boolean, valueCut: boolean) => {
    if (value === '' && knownFields.has(name)) return;
    brokenText ||= value.includes(replacementCharacter);
    if (name in fields) faults.push({ pointer: `/${name}`, message: 'is given twice' });
    if (valueCut) faults.push({ pointer: `/${name}`, message: 'is too long' });
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true });
  });
  const readFields = async (): Promise<z.output<Shape>> => {
    await whole;
    if (brokenText) throw new Problem('malformed-request', { detail: 'A field of the form is not UTF-8.' });
    const parsed = shape.safeParse(fields);
    if (parsed.success && faults.length === 0) {
      if (heldKey && hash) heldKey.requestHash ??= hashParts(hash, givenName, parsed.data);
      return parsed.data;
    }
    const found = parsed.error ? inputFaultsOf(parsed.error) : [];
    throw new Problem('input-invalid', { errors: [...faults, ...found] });
  };

  return new Promise((resolve, reject) => {
    let file: Readable | undefined;
    parser.on('file', (name: string | undefined, stream: Readable, fileName: string | undefined) => {
      if (name !== 'file' || file !== undefined) {
        faults.push({
          pointer: `/${name ?? ''}`,
          message: name === 'file' ? 'is given twice' : 'is not a known field',
        });
        stream.resume();
        return;
      }
      file = stream;
      givenName = fileName ?? '';
      resolve({ file: failWith(whole, stream, hash), fileName: givenName, readFields });
    });
    whole.then(
      () => reject(new Problem('input-invalid', { errors: [{ pointer: '/file', message: 'is required' }] })),
      reject,
    );
  });
};

type Parser = InstanceType<typeof Busboy>;

const parserFor = (request: IncomingMessage, knownFields: ReadonlySet<string>): Parser => {
  try {
    const parser = new Busboy({
      headers: request.headers as BusboyHeaders,
      isPartAFile: (name, _type, fileName) =>
        name === 'file' || (fileName !== undefined && !knownFields.has(name ?? '')),
      limits: {
        fields: maxFields,
        fieldSize: maxFieldBytes,
        fieldNameSize: maxFieldNameBytes,
        files: maxFiles,
        parts: maxParts,
      },
    });
    readFileNames(parser);
    return parser;
  } catch (cause) {
    throw new Problem('malformed-request', { detail: 'The body is not multipart/form-data.', cause });
  }
};

/** Resolves when the last boundary has been read; rejects when the client leaves or the body ends earlier. */
const bodyRead = (request: IncomingMessage, parser: Parser): Promise<void> => {
  return new Promise((resolve, reject) => {
    const broken = (cause?: unknown): void => {
      reject(new Problem('malformed-request', { detail: 'The body is incomplete.', cause }));
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

/** The file of an incomplete body ends without an error. Fails the file, so it does not pass as complete. */
async function* failWith(
  whole: Promise<void>,
  stream: Readable,
  hash: Hash | undefined,
): AsyncGenerator<Uint8Array> {
  whole.catch((cause: Error) => stream.destroy(cause));
  for await (const part of stream as AsyncIterable<Uint8Array>) {
    hash?.update(part);
    yield part;
  }
}
