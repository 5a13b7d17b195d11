/** The values of PDF syntax that marked contents need. Numbers and keywords are words. */
export type PdfValue = Word | Name | Text | Reference | readonly PdfValue[] | Dictionary;

export type Word = { readonly kind: 'word'; readonly word: string };
export type Name = { readonly kind: 'name'; readonly name: string };
export type Text = { readonly kind: 'text'; readonly bytes: string };
export type Reference = { readonly kind: 'reference'; readonly number: number };
export type Dictionary = ReadonlyMap<string, PdfValue>;

/** Deeper values are hostile. */
const maxDepth = 30;
const tokenPattern =
  /[\0\t\n\f\r ]*(?:%[^\r\n]*[\r\n][\0\t\n\f\r ]*)*(<<|>>|[[\]{}()<>]|\/[^\0\t\n\f\r ()<>[\]{}/%]*|[^\0\t\n\f\r ()<>[\]{}/%]+)/y;
const referencePattern = /[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Reads values from bytes, which stand in a string as one character each. */
export class PdfReader {
  position: number;
  readonly #source: string;

  constructor(source: string, position = 0) {
    this.#source = source;
    this.position = position;
  }

  /** @returns undefined at the end, and at a closing bracket. */
  value(depth = 0): PdfValue | undefined {
    const token = this.#token();
    if (token === undefined || depth > maxDepth) return undefined;
    if (token === '<<') return this.#dictionary(depth);
    if (token === '[') return this.#array(depth);
    if (token === '(') return { kind: 'text', bytes: this.#literal() };
    if (token === '<') return { kind: 'text', bytes: this.#hexadecimal() };
    if (token.startsWith('/')) return { kind: 'name', name: nameOf(token.slice(1)) };
    if (token === ']' || token === '>>') return undefined;
    referencePattern.lastIndex = this.position;
    if (/^\d+$/.test(token) && referencePattern.test(this.#source)) {
      this.position = referencePattern.lastIndex;
      return { kind: 'reference', number: Number(token) };
    }
    return { kind: 'word', word: token };
  }

  get isAtEnd(): boolean {
    return this.position >= this.#source.length;
  }

  /** Moves behind the next match. @returns whether there is one. */
  skipPast(pattern: RegExp): boolean {
    const behind = new RegExp(pattern.source, 'g');
    behind.lastIndex = this.position;
    const found = behind.test(this.#source);
    this.position = found ? behind.lastIndex : this.#source.length;
    return found;
  }

  #token(): string | undefined {
    tokenPattern.lastIndex = this.position;
    const token = tokenPattern.exec(this.#source)?.[1];
    this.position = token === undefined ? this.#source.length : tokenPattern.lastIndex;
    return token;
  }

  #array(depth: number): PdfValue[] {
    const values: PdfValue[] = [];
    for (let value = this.value(depth + 1); value !== undefined; value = this.value(depth + 1))
      values.push(value);
    return values;
  }

  #dictionary(depth: number): Dictionary {
    const entries = new Map<string, PdfValue>();
    for (;;) {
      const key = this.value(depth + 1);
      const value = key === undefined ? undefined : this.value(depth + 1);
      if (key === undefined || value === undefined || !isName(key)) return entries;
      entries.set(key.name, value);
    }
  }

  #literal(): string {
    let bytes = '';
    for (let open = 1; this.position < this.#source.length; this.position += 1) {
      const character = this.#source[this.position] as string;
      if (character === '\\') bytes += this.#escaped();
      else {
        if (character === '(') open += 1;
        if (character === ')') open -= 1;
        if (open === 0) break;
        bytes += character;
      }
    }
    this.position += 1;
    return bytes;
  }

  #escaped(): string {
    const octal = /^[0-7]{1,3}/.exec(this.#source.slice(this.position + 1, this.position + 4))?.[0];
    this.position += octal?.length ?? 1;
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    const character = this.#source[this.position] ?? '';
    return character === '\n' || character === '\r' ? '' : (escapes[character] ?? character);
  }

  #hexadecimal(): string {
    const end = this.#source.indexOf('>', this.position);
    const digits = this.#source.slice(this.position, end < 0 ? undefined : end).replace(/[^0-9a-f]/giu, '');
    this.position = end < 0 ? this.#source.length : end + 1;
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex').toString('latin1');
  }
}

const nameOf = (token: string): string =>
  token.replace(/#([0-9a-f]{2})/giu, (_escape, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

const kindOf = (value: PdfValue | undefined): string | undefined =>
  value !== undefined && 'kind' in value ? value.kind : undefined;

export const isName = (value: PdfValue | undefined): value is Name => kindOf(value) === 'name';
export const isText = (value: PdfValue | undefined): value is Text => kindOf(value) === 'text';
export const isWord = (value: PdfValue | undefined): value is Word => kindOf(value) === 'word';
export const isReference = (value: PdfValue | undefined): value is Reference => kindOf(value) === 'reference';
export const isDictionary = (value: PdfValue | undefined): value is Dictionary => value instanceof Map;

/** The characters of a text string: UTF-16 or UTF-8 behind their byte order marks, else PDFDocEncoding. */
export const textOf = ({ bytes }: Text): string => {
  const raw = Buffer.from(bytes, 'latin1');
  if (bytes.startsWith('\xfe\xff'))
    return raw
      .subarray(2, raw.length - (raw.length % 2))
      .swap16()
      .toString('utf16le');
  if (bytes.startsWith('\xff\xfe')) return raw.subarray(2).toString('utf16le');
  return bytes.startsWith('\xef\xbb\xbf') ? raw.subarray(3).toString('utf8') : bytes;
};
