import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { PDFParse } from 'pdf-parse';
import { divisionsOf } from '../src/textbook/hyphenation.ts';
import { breakLines } from '../src/textbook/line-breaking.ts';
import { parseChapter, readManuscript, spansOf } from '../src/textbook/manuscript.ts';
import { renderTextbook } from '../src/textbook/render-textbook.ts';

const committed = readFileSync(new URL('../../demo/textbook/water-weather-and-climate.pdf', import.meta.url));

type OutlineNode = { title: string; items: OutlineNode[] };

describe('the manuscript', () => {
  it('defines every term of the glossary in bold in some chapter', () => {
    const { chapters, glossary } = readManuscript();
    const bold = (blocks: (typeof glossary)['blocks']): string[] =>
      blocks
        .flatMap((block) => ('spans' in block ? block.spans : []).filter((s) => s.style === 'bold'))
        .map((span) => span.text.toLowerCase());
    const defined = new Set(chapters.flatMap((chapter) => bold(chapter.blocks)));
    expect(bold(glossary.blocks).filter((term) => !defined.has(term))).toEqual([]);
  });

  it('lists the glossary in alphabetical order', () => {
    const terms = readManuscript().glossary.blocks.map((block) =>
      'spans' in block ? block.spans[0]?.text : '',
    );
    expect(terms).toEqual(terms.toSorted());
  });

  it('reads every kind of block', () => {
    const { blocks } = parseChapter(
      '# T\n\n## S\n\nA **b**\nc.\n\n- one\n  more\n- two\n\n> Box\n> text\n\n![Cap](fig)\n\nTable: C.\n| h | i |\n| 1 | 2 |',
    );
    expect(blocks.map((block) => block.kind)).toEqual([
      'section',
      'paragraph',
      'item',
      'item',
      'box',
      'figure',
      'table',
    ]);
    expect(blocks[1]).toMatchObject({
      spans: [{ text: 'A ' }, { text: 'b', style: 'bold' }, { text: ' c.' }],
    });
    expect(blocks[2]).toMatchObject({ spans: [{ text: 'one more' }] });
  });
});

describe('line breaking', () => {
  const monospaced = (text: string): number => text.length;

  it('retains every word and never exceeds the measure', () => {
    const text = 'Evaporation is the change of a liquid into a gas at the surface of the liquid.';
    const lines = breakLines(spansOf(text), 22, monospaced);
    expect(lines.every((line) => line.width <= 22)).toBe(true);
    const joined = lines.map((line) => line.runs.map((run) => run.text).join('')).join('\n');
    expect(joined.replaceAll('-\n', '').replaceAll('\n', ' ')).toBe(text);
  });

  it('divides words only where a dictionary of the book allows it', () => {
    expect(divisionsOf('(temperature),')).toEqual([7]);
    expect(divisionsOf('stone')).toEqual([]);
  });
});

describe('the printed book', () => {
  const parser = new PDFParse({ data: new Uint8Array(committed) });
  let pages: string[];
  let labels: string[] | null;
  let outline: OutlineNode[];

  beforeAll(async () => {
    pages = (await parser.getText()).pages.map((page) => page.text);
    const { doc } = parser as unknown as {
      doc: {
        getPageLabels(): Promise<string[] | null>;
        getOutline(): Promise<OutlineNode[]>;
      };
    };
    labels = await doc.getPageLabels();
    outline = await doc.getOutline();
  });

  it('equals the output of its manuscript to the byte', async () => {
    expect((await renderTextbook()).equals(committed)).toBe(true);
  });

  it('numbers the front matter in roman and the body from 1', () => {
    expect(labels?.slice(0, 6)).toEqual(['i', 'ii', 'iii', 'iv', '1', '2']);
    expect(labels).toHaveLength(pages.length);
    expect(pages.length).toBeGreaterThanOrEqual(15);
  });

  it('prints on each page the number of its label', () => {
    const printed = pages.map((text) => text.trim().split('\n').at(-1));
    expect(printed.slice(1)).toEqual(labels?.slice(1));
  });

  it('has an outline of chapters with their sections', () => {
    const chapters = outline.filter((node) => /^\d/.test(node.title));
    expect(chapters).toHaveLength(7);
    expect(chapters.every((chapter) => chapter.items.length >= 4)).toBe(true);
  });

  it('has running headers, a figure with a caption, a table, a divided word and its licence', () => {
    const text = pages.join('\n');
    expect(pages[5]).toMatch(/^Water, Weather and Climate\n/);
    expect(pages[6]).toMatch(/^1\s+Water, an unusual substance\n/);
    expect(text).toMatch(/Figure 2\.1 The water cycle/);
    expect(text).toMatch(/Table 1\.1 Where the water of the Earth is stored\./);
    expect(text).toMatch(/\p{Ll}-\n\p{Ll}/u);
    expect(text).toMatch(/CC BY 4\.0/);
  });

  it('lists the page of each chapter in its contents', () => {
    const contents = pages[2] ?? '';
    for (const { title } of outline.filter((node) => /^\d/.test(node.title))) {
      const [number = '', name = ''] = title.split(/\s{2}/);
      const label = new RegExp(`^${number}\\s+${name}[ .]+(\\d+)$`, 'm').exec(contents)?.[1] ?? '';
      expect(pages[labels?.indexOf(label) ?? -1]).toContain(`Chapter ${number}\n${name}`);
    }
  });
});
