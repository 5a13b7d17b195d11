import { readdirSync, readFileSync } from 'node:fs';

/** A stretch of text in one style. */
export type Span = { readonly text: string; readonly style: 'roman' | 'bold' | 'italic' };

export type Block =
  | { readonly kind: 'section'; readonly title: string; readonly numbered: boolean }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly kind: 'item'; readonly spans: readonly Span[] }
  | { readonly kind: 'box'; readonly title: string; readonly spans: readonly Span[] }
  | { readonly kind: 'figure'; readonly name: string; readonly caption: string }
  | { readonly kind: 'table'; readonly caption: string; readonly rows: readonly (readonly string[])[] };

export type Chapter = { readonly title: string; readonly blocks: readonly Block[] };

const styleOf = (mark: string): Span['style'] =>
  mark.startsWith('**') ? 'bold' : mark.startsWith('_') ? 'italic' : 'roman';

/** `plain **bold** _italic_` as spans. */
export const spansOf = (text: string): Span[] =>
  text
    .split(/(\*\*[^*]+\*\*|_[^_]+_)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part.replace(/^(\*\*|_)|(\*\*|_)$/g, ''), style: styleOf(part) }));

const joined = (lines: readonly string[]): string => lines.join(' ').replace(/\s+/g, ' ').trim();

const itemsOf = (lines: readonly string[]): Block[] => {
  const items: string[][] = [];
  for (const line of lines) {
    if (line.startsWith('- ')) items.push([line.slice(2)]);
    else items.at(-1)?.push(line);
  }
  return items.map((item) => ({ kind: 'item', spans: spansOf(joined(item)) }));
};

const tableOf = (lines: readonly string[]): Block => ({
  kind: 'table',
  caption: (lines[0] ?? '').replace(/^Table:\s*/, ''),
  rows: lines.slice(1).map((line) =>
    line
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim()),
  ),
});

const boxOf = (lines: readonly string[]): Block => {
  const [title = '', ...body] = lines.map((line) => line.replace(/^> ?/, ''));
  return { kind: 'box', title, spans: spansOf(joined(body)) };
};

const figureOf = (line: string): Block => {
  const [, caption, name] = /^!\[(.+)\]\((.+)\)$/.exec(line) ?? [];
  if (caption === undefined || name === undefined) throw new Error(`not a figure: ${line}`);
  return { kind: 'figure', caption, name };
};

const blocksOf = (paragraph: string): Block[] => {
  const lines = paragraph.split('\n');
  const first = lines[0] ?? '';
  if (first.startsWith('### '))
    return [{ kind: 'section', title: first.slice(4), numbered: false }, ...itemsOf(lines.slice(1))];
  if (first.startsWith('## ')) return [{ kind: 'section', title: first.slice(3), numbered: true }];
  if (first.startsWith('- ')) return itemsOf(lines);
  if (first.startsWith('Table:')) return [tableOf(lines)];
  if (first.startsWith('> ')) return [boxOf(lines)];
  if (first.startsWith('![')) return [figureOf(joined(lines))];
  return [{ kind: 'paragraph', spans: spansOf(joined(lines)) }];
};

/**
 * Reads one chapter of the manuscript: a Markdown subset in which a blank line ends a block. `#` title, `##`
 * numbered section, `###` unnumbered section, `-` list, `>` boxed example (first line its title), `Table:`
 * caption followed by rows, `![caption](name)` figure, `**term**`, `_emphasis_`.
 */
export const parseChapter = (source: string): Chapter => {
  const printed = source.replaceAll('\r\n', '\n').replaceAll("'", '’');
  const [heading = '', ...rest] = printed.trim().split(/\n{2,}/);
  if (!heading.startsWith('# ')) throw new Error('a chapter starts with "# " and its title');
  return { title: heading.slice(2).trim(), blocks: rest.flatMap(blocksOf) };
};

export type Manuscript = {
  readonly howToUse: Chapter;
  readonly chapters: readonly Chapter[];
  readonly glossary: Chapter;
};

/** Reads the folder `manuscript/`: the first file is front matter, the last the glossary. */
export const readManuscript = (): Manuscript => {
  const folder = new URL('./manuscript/', import.meta.url);
  const chapters = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => parseChapter(readFileSync(new URL(name, folder), 'utf8')));
  const howToUse = chapters.shift();
  const glossary = chapters.pop();
  if (howToUse === undefined || glossary === undefined) throw new Error('the manuscript is incomplete');
  return { howToUse, chapters, glossary };
};
