import { findObjects, type PdfObjects } from './pdf-objects.ts';
import {
  type Dictionary,
  isDictionary,
  isName,
  isText,
  isWord,
  PdfReader,
  type PdfValue,
  textOf,
} from './pdf-values.ts';

/** A marked content with properties, in the order in which a page draws them. */
type Marked = { readonly tag: string; readonly text: string | undefined };

export type DeclaredTexts = {
  /**
   * The declared text of each marked content of a page.
   *
   * @param page the number of the page's object.
   * @param tags the tags of its marked contents as pdf.js lists them, layers apart.
   * @returns nothing when the contents of the page cannot be read as pdf.js reads them.
   */
  readonly ofPage: (page: number, tags: readonly unknown[]) => readonly (string | undefined)[];
};

/** Deeper forms are hostile, and so are pages of more operands. */
const maxFormDepth = 10;
const maxValues = 5_000_000;

/**
 * Reads the texts that marked contents declare for their glyphs (`/ActualText`), in a second pass over the
 * contents of pages. pdf.js reads these texts nowhere.
 *
 * @param file its bytes. An encrypted file gives no texts.
 */
export const createDeclaredTexts = (file: Uint8Array): DeclaredTexts => {
  let objects: PdfObjects | undefined;
  const source = Buffer.from(file).toString('latin1');
  const isEncrypted = /\/Encrypt\s+\d+\s+\d+\s+R/.test(source);
  return {
    ofPage: (page, tags) => {
      if (isEncrypted || tags.length === 0) return [];
      objects ??= findObjects(source);
      const marked = markedContentsOf(objects, page);
      const isSame = marked.length === tags.length && marked.every(({ tag }, index) => tag === tags[index]);
      return isSame ? marked.map(({ text }) => text) : [];
    },
  };
};

const markedContentsOf = (objects: PdfObjects, page: number): Marked[] => {
  const dictionary = objects.resolve({ kind: 'reference', number: page });
  if (!isDictionary(dictionary)) return [];
  const contents = dictionary.get('Contents');
  const resolved = objects.resolve(contents);
  const parts = Array.isArray(resolved) ? resolved : [contents];
  const content = parts.map((part) => objects.stream(part)?.content ?? '').join('\n');
  const marked: Marked[] = [];
  const pass = { objects, marked, room: maxValues };
  readContents(content, resourcesOf(objects, dictionary), pass, 0);
  return marked;
};

/** Pages inherit their resources. */
const resourcesOf = ({ resolve }: PdfObjects, page: Dictionary): Dictionary => {
  let node: PdfValue | undefined = page;
  for (let depth = 0; isDictionary(node) && depth < maxFormDepth; depth += 1) {
    const resources = resolve(node.get('Resources'));
    if (isDictionary(resources)) return resources;
    node = resolve(node.get('Parent'));
  }
  return new Map();
};

type Pass = { readonly objects: PdfObjects; readonly marked: Marked[]; room: number };

const readContents = (content: string, resources: Dictionary, pass: Pass, depth: number): void => {
  const reader = new PdfReader(content);
  let operands: PdfValue[] = [];
  while (!reader.isAtEnd && pass.room > 0) {
    const value = reader.value();
    pass.room -= 1;
    if (value === undefined) continue;
    const operator = isWord(value) && /^[A-Za-z'"*]/.test(value.word) ? value.word : undefined;
    if (operator === undefined) operands.push(value);
    else {
      if (operator === 'BDC') noteMarked(operands, resources, pass);
      else if (operator === 'Do') readForm(operands[0], resources, pass, depth);
      else if (operator === 'ID') reader.skipPast(/[\s\0]EI(?=[\s\0])/);
      operands = [];
    }
  }
};

const noteMarked = ([tag, properties]: readonly PdfValue[], resources: Dictionary, pass: Pass): void => {
  const { resolve } = pass.objects;
  if (!isName(tag) || tag.name === 'OC') return;
  const listed = resolve(resources.get('Properties'));
  const named = isName(properties) && isDictionary(listed) ? listed.get(properties.name) : properties;
  const dictionary = resolve(named);
  const text = isDictionary(dictionary) ? resolve(dictionary.get('ActualText')) : undefined;
  pass.marked.push({ tag: tag.name, text: isText(text) ? textOf(text) : undefined });
};

const readForm = (name: PdfValue | undefined, resources: Dictionary, pass: Pass, depth: number): void => {
  const { resolve, stream } = pass.objects;
  const objects = resolve(resources.get('XObject'));
  const reference = isName(name) && isDictionary(objects) ? objects.get(name.name) : undefined;
  const dictionary = resolve(reference);
  const kind = isDictionary(dictionary) ? dictionary.get('Subtype') : undefined;
  if (!isName(kind) || kind.name !== 'Form' || depth >= maxFormDepth) return;
  const form = stream(reference);
  const own = form && resolve(form.dictionary.get('Resources'));
  if (form) readContents(form.content, isDictionary(own) ? own : resources, pass, depth + 1);
};
