import type { Busboy, Dicer } from '@fastify/busboy';
import { looksWestern } from './western-names.ts';

/**
 * Makes the parser read file names that are not UTF-8. The parser has no option for them: it replaces their
 * bytes by U+FFFD and ignores most declared charsets. So the header of each part is rewritten before the
 * parser reads it. The parser holds its reader of parts in private fields; `test/file-names.test.ts` notices
 * when they change.
 */
export const readFileNames = (parser: InstanceType<typeof Busboy>): void => {
  const multipart: { readonly parser?: Dicer } | undefined = Reflect.get(parser, '_parser');
  multipart?.parser?.prependListener('part', (part: Dicer.PartStream) => {
    part.prependListener('header', (header: Record<string, string[]>) => {
      const [disposition] = header['content-disposition'] ?? [];
      if (disposition !== undefined) header['content-disposition'] = [withReadableNames(disposition)];
    });
  });
};

/** RFC 5987: a charset, a language, and the name with its bytes as `%FC`. Some programs quote all of it. */
const extendedPattern = /(;\s*filename\*\s*=\s*)"?([^';"\s]*)'[^';"]*'([^;"\s]*)"?/i;
const plainPattern = /(;\s*filename\s*=\s*)("(?:\\.|[^"\\])*"|[^;]*)/i;

/**
 * @param disposition header of a part, a character for each byte.
 * @returns the header with its file names in UTF-8, a character for each byte.
 */
const withReadableNames = (disposition: string): string =>
  disposition
    .replace(extendedPattern, (_all, before: string, charset: string, value: string) => {
      const bytes = value.replace(/%([\da-f]{2})/gi, (_code, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      return `${before}UTF-8''${percentEncoded(textOf(Buffer.from(bytes, 'latin1'), charset.toLowerCase()))}`;
    })
    .replace(plainPattern, (_all, before: string, value: string) => {
      const name = textOf(Buffer.from(value, 'latin1'), '');
      return name === '' ? '' : before + Buffer.from(name).toString('latin1');
    });

const percentEncoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll("'", '%27');

const westernCharset = 'windows-1252';

/**
 * Decodes a file name. UTF-8 is believed before a declared western charset, because hardly a western text is
 * valid UTF-8 by chance. Without a believable charset the name is Windows-1252 (which contains Latin-1),
 * if it looks so.
 *
 * @param charset declared, in lower case; empty when none is declared.
 * @returns the text; empty when the bytes are of an unknown charset.
 */
const textOf = (bytes: Buffer, charset: string): string => {
  const declared = encodingOf(charset);
  const order = declared === undefined || declared === westernCharset ? ['utf-8'] : [declared, 'utf-8'];
  for (const encoding of order) {
    const text = decoded(bytes, encoding);
    if (text !== undefined) return text;
  }
  const broken = bytes.toString('utf8').replaceAll('\uFFFD', '');
  // Letters of UTF-8 beside broken bytes: a program has cut the name inside a letter.
  if (/[^\0-\x7f]/.test(broken)) return broken;
  const western = decoded(bytes, westernCharset) ?? '';
  return declared === westernCharset || looksWestern(western) ? western : '';
};

/** @returns the name that the Encoding Standard has for a charset; undefined for an unknown one. */
const encodingOf = (charset: string): string | undefined => {
  try {
    return new TextDecoder(charset).encoding;
  } catch {
    return undefined;
  }
};

const decoded = (bytes: Buffer, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
