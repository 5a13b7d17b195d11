import { afterAll, describe, expect, it } from '@jest/globals';
import type { ExtractedPage } from '../../src/domain/page.ts';
import { findPrintedNumbers } from '../../src/extraction/layout/printed-numbers.ts';
import { createAnnotationReader, type PdfJsAnnotation } from '../../src/extraction/pdf/annotations.ts';
import { type BookSpec, makePdf, type PageSpec, type PlacedLine } from '../make-pdf.ts';
import { draw, unicodeFontNames, unicodeFonts } from '../unicode-fonts.ts';
import { endReading, readInTurn } from './read-in-turn.ts';

afterAll(endReading);

const readAll = async (book: BookSpec) => {
  return readInTurn(makePdf(book));
};
const read = async (book: BookSpec): Promise<readonly ExtractedPage[]> => (await readAll(book)).pages;

/** The page's headings, each with the words at its offset. */
const headingsOf = ({ text, headings }: ExtractedPage) =>
  headings.map(({ offset, path }) => [path.join(' › '), text.slice(offset, offset + 12)]);

describe('page labels', () => {
  const pages: PageSpec[] = Array.from({ length: 5 }, (_, index) => ({
    lines: [`Body of sheet ${index + 1}.`],
  }));

  it('are the labels that the file declares, each on its page', async () => {
    const labelled = await read({
      pages,
      pageLabels: '0 << /S /r >> 2 << /S /D /St 9 >> 4 << /P (A-) /S /D >>',
    });
    expect(labelled.map(({ label }) => label)).toEqual(['i', 'ii', '9', '10', 'A-1']);
  });

  it('come from the printed page numbers when the file declares no labels', async () => {
    const numbered = await read({
      pages: pages.map(({ lines }, index) => ({
        lines: index === 2 ? lines : [...lines, { text: String(index + 12), x: 300, y: 40 }],
      })),
    });
    expect(numbered.map(({ label }) => label)).toEqual(['12', '13', '14', '15', '16']);
    expect(numbered[0]?.text).toBe('Body of sheet 1.');
  });

  const footed = (foot: (index: number) => string, more: Partial<BookSpec> = {}) =>
    read({
      ...more,
      pages: pages.map(({ lines }, index) => ({ lines: [...lines, { text: foot(index), x: 280, y: 40 }] })),
    });

  it.each<[string, (index: number) => string, (index: number) => string]>([
    ['between dashes', (index) => `- ${index + 37} -`, (index) => `${index + 37}`],
    ['in brackets', (index) => `[${index + 37}]`, (index) => `${index + 37}`],
    ['of a number', (index) => `Page ${index + 37} of 340`, (index) => `${index + 37}`],
    ['with a slash', (index) => `Seite ${index + 37} / 340`, (index) => `${index + 37}`],
    ['of a chapter', (index) => `4-${index + 37}`, (index) => `4-${index + 37}`],
    [
      'in Roman digits',
      (index) => ['xxxvii', 'xxxviii', 'xxxix', 'xl', 'xli'][index] ?? '',
      (index) => ['xxxvii', 'xxxviii', 'xxxix', 'xl', 'xli'][index] ?? '',
    ],
    [
      'of two pages',
      (index) => `${2 * index + 36} ${2 * index + 37}`,
      (index) => `${2 * index + 36}-${2 * index + 37}`,
    ],
  ])('are numbers printed %s', async (_what, foot, label) => {
    const labelled = await footed(foot);
    expect(labelled.map((page) => page.label)).toEqual(pages.map((_, index) => label(index)));
    expect(labelled.map(({ text }) => text)).toEqual(pages.map((_, index) => `Body of sheet ${index + 1}.`));
  });

  it('are the printed numbers when the declared labels only count the pages, and a warning says so', async () => {
    const pageLabels = '0 << /S /D >>';
    expect((await footed((index) => `${index + 37}`, { pageLabels })).map(({ label }) => label)).toEqual([
      '37',
      '38',
      '39',
      '40',
      '41',
    ]);
    const { warnings } = await readAll({
      pages: pages.map(({ lines }, index) => ({
        lines: [...lines, { text: `${index + 37}`, x: 280, y: 40 }],
      })),
      pageLabels,
    });
    expect(warnings).toEqual([
      expect.stringMatching(/only count its pages.*on 5 of its pages were believed/),
    ]);
  });

  it('are no numbers that do not grow with the pages', async () => {
    const years = ['1998 1999', '2001', '12', '7', '3'];
    expect((await footed((index) => years[index] ?? '')).map(({ label }) => label)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
  });

  it.each([
    ['Arabic digits', '٣٧', '٣٨', '٣٩'],
    ['Devanagari digits', 'पृष्ठ ३७', '३८', '३९'],
    ['Chinese words', '第37页', '第38页', '第39页'],
  ])('are found in %s', (_what, ...texts) => {
    const rows = texts.map((text, pageIndex) => ({ pageIndex, text }));
    const printed = findPrintedNumbers(rows);
    expect(rows.map((row) => printed.in(row))).toEqual(texts.map((text) => /\p{Nd}+/u.exec(text)?.[0]));
  });

  it('have a reason, and both the declared and the printed label stay', async () => {
    const numbered = pages.map(({ lines }, index) => ({
      lines: [...lines, { text: `${index + 37}`, x: 280, y: 40 }],
    }));
    const readingsOf = async (book: BookSpec) =>
      (await read(book)).map(({ label, reading }) => [
        label,
        reading.declaredLabel,
        reading.printedLabel,
        reading.labelReason,
      ]);
    expect((await readingsOf({ pages }))[1]).toEqual(['2', null, null, 'position-in-file']);
    expect((await readingsOf({ pages: numbered }))[1]).toEqual(['38', null, '38', 'printed-on-page']);
    const roman = await readingsOf({ pages: numbered, pageLabels: '0 << /S /r >>' });
    expect(roman[1]).toEqual(['ii', 'ii', '38', 'declared-by-file']);
    const trivial = await readingsOf({ pages: numbered, pageLabels: '0 << /S /D >>' });
    expect(trivial[1]).toEqual(['38', '2', '38', 'declared-only-counts']);
  });

  it('are positions in the file when no label is declared or printed', async () => {
    expect((await read({ pages })).map(({ label }) => label)).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('pages that are pictures', () => {
  const picture = 'q 200 0 0 200 100 400 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q';
  const page = (line: string): PageSpec => ({ lines: [line] });
  const scan: PageSpec = { lines: [], before: picture };

  it('are named to the teacher, unlike empty pages and pictures beside text', async () => {
    const empty: PageSpec = { lines: [] };
    const beside: PageSpec = { lines: ['A picture of rain.'], before: picture };
    const { warnings } = await readAll({
      pages: [page('One.'), scan, scan, empty, beside, scan, page('Two.')],
    });
    expect(warnings).toEqual([
      'No text could be read on pages 2-3, 6 of the file, because it shows only pictures.',
    ]);
  });
});

describe('running lines', () => {
  const chapter = (index: number, body: string): PageSpec => ({
    lines: [
      { text: index % 2 === 0 ? `${index} Chapter 2. Cells` : `2.1 The membrane ${index}`, y: 770 },
      { text: body },
      { text: 'Draft of the third edition', y: 30 },
    ],
  });

  it('are left out with their page numbers when they repeat at one height', async () => {
    const bodies = ['Ants', 'Bees', 'Cats', 'Dogs', 'Eels', 'Foxes', 'Goats', 'Hens'].map(
      (name) => `${name} live.`,
    );
    const pages = await read({ pages: bodies.map((body, index) => chapter(index + 1, body)) });
    expect(pages.map(({ text }) => text)).toEqual(bodies);
  });

  it('do not include the first lines of ordinary pages', async () => {
    const bodies = ['Alpha begins.', 'Beta follows.', 'Gamma ends.', 'Delta is left.'];
    const pages = await read({ pages: bodies.map((body) => ({ lines: [body] })) });
    expect(pages.map(({ text }) => text)).toEqual(bodies);
  });

  it('stay in the text when the pages contain no other lines', async () => {
    const pages = await read({ pages: Array.from({ length: 4 }, () => ({ lines: ['Hello world'] })) });
    expect(pages.map(({ text }) => text)).toEqual(Array.from({ length: 4 }, () => 'Hello world'));
  });
});

describe('the text of a page', () => {
  const textOf = async (lines: (string | PlacedLine)[]) => (await read({ pages: [{ lines }] }))[0]?.text;

  it('joins the lines of a paragraph and the words broken at line ends', async () => {
    const text = await textOf(['The photosyn-', 'thesis of plants feeds', 'nearly all of us.']);
    expect(text).toBe('The photosynthesis of plants feeds nearly all of us.');
  });

  it('keeps the hyphen of a compound that the text also writes within a line', async () => {
    const text = await textOf(['A well-known fact is a well-', 'known fact.']);
    expect(text).toBe('A well-known fact is a well-known fact.');
  });

  it('separates blocks where the page separates them', async () => {
    const text = await textOf([
      { text: 'First block.', y: 700 },
      { text: 'Second block', y: 650 },
      { text: 'goes on.', y: 636 },
    ]);
    expect(text).toBe('First block.\n\nSecond block goes on.');
  });

  it('keeps lines and indentation of program text', async () => {
    const code = (text: string, x: number, y: number): PlacedLine => ({ text, x, y, font: 'F2' });
    const text = await textOf([
      { text: 'An example:', y: 700 },
      code('for x in y:', 72, 680),
      code('print(x)', 98.4, 666),
    ]);
    expect(text).toBe('An example:\n\nfor x in y:\n    print(x)');
  });

  it('follows columns when the file draws across them from the bottom', async () => {
    const rows = Array.from({ length: 6 }, (_, row) => [
      { text: `left ${row}`, x: 72, y: 700 - row * 14 },
      { text: `right ${row}`, x: 330, y: 700 - row * 14 },
    ]);
    // Drawn from the bottom row up, against the reading order.
    const text = await textOf(rows.reverse().flatMap(([left, right]) => [right, left]) as PlacedLine[]);
    expect(text?.replace(/\s+/g, ' ')).toMatch(/^left 0 left 1 .*left 5 right 0 .*right 5$/);
  });

  it('follows columns when the file draws across them from the top', async () => {
    const column = (side: string, row: number) => `${side} ${row} of a column of text`;
    const rows = Array.from({ length: 5 }, (_, row) => [
      { text: column('left', row), x: 72, y: 700 - row * 14 },
      { text: column('right', row), x: 330, y: 700 - row * 14 },
    ]);
    const text = await textOf(rows.flat());
    expect(text?.replace(/ of a column of text/g, '').replace(/\s+/g, ' ')).toBe(
      'left 0 left 1 left 2 left 3 left 4 right 0 right 1 right 2 right 3 right 4',
    );
  });

  it('reads the rows of a table as rows', async () => {
    const rows = ['Ant 6 legs', 'Crab 10 legs', 'Snail 0 legs'].map((row) => row.split(' '));
    const text = await textOf(
      rows.flatMap((cells, row) =>
        cells.map((cell, at) => ({ text: cell, x: 72 + at * 90, y: 700 - row * 14 })),
      ),
    );
    expect(text).toBe('Ant 6 legs Crab 10 legs Snail 0 legs');
  });

  it('contains no ligatures and no invisible characters', async () => {
    const { cleanText } = await import('@ai-teacher/language/clean-text.ts');
    expect(cleanText('e\ufb03cient \u202eevil\u202c zero\u200bwidth \u{e0041}tag')).toBe(
      'efficient evil zerowidth tag',
    );
    expect(cleanText('na¨ıve Erd¨os')).toBe('naïve Erdös');
    expect(cleanText('नि\u200dष्ठा')).toBe('नि\u200dष्ठा');
  });
});

describe('headings', () => {
  it('are placed by the wording of the outline and continue on the next page', async () => {
    const [first, second] = await read({
      outline: [
        { title: 'Cells', pageIndex: 0 },
        { title: 'The membrane', pageIndex: 0, top: 600 },
      ],
      pages: [
        {
          lines: [
            { text: '1 Cells', size: 20, y: 740 },
            { text: 'Cells are small.', y: 700 },
            { text: '1.1 The membrane', size: 14, y: 590 },
            { text: 'It holds the cell together.', y: 560 },
          ],
        },
        { lines: ['And it lets water through.'] },
      ],
    });
    expect(first && headingsOf(first)).toEqual([
      ['Cells', '1 Cells\n\nCel'],
      ['The membrane', '1.1 The memb'],
    ]);
    expect(second && headingsOf(second)).toEqual([['The membrane', 'And it lets ']]);
  });

  it('are inferred from sizes when the file has no outline', async () => {
    const body = Array.from({ length: 6 }, (_, index) => ({
      text: `Sentence ${index} of the ordinary size fills this line of the page.`,
      y: 640 - index * 14,
    }));
    const [page] = await read({
      pages: [
        {
          lines: [{ text: 'Cells', size: 24, y: 740 }, { text: 'The membrane', size: 16, y: 680 }, ...body],
        },
      ],
    });
    expect(page?.headings.at(-1)?.path).toEqual(['Cells', 'The membrane']);
  });

  it.each([
    ['कोशिका छोटी है', '।'],
    ['ရေသည် စိုစွတ်၏', '။'],
    ['Ջուրը սառն է', '։'],
    ['细胞很小', '。'],
    ['细胞很小', '，'],
    ['Cells are small', '.'],
  ])('are not inferred from a large line with a full stop or a comma: %s%s', async (text, mark) => {
    const body = Array.from({ length: 6 }, (_, row) =>
      draw('A line of text in small letters.', { y: 600 - row * 15 }),
    );
    const headed = async (line: string) => {
      const before = [draw(line, { y: 700, size: 24 }), ...body].join('\n');
      const book = { pages: [{ lines: [], before }], fonts: unicodeFontNames, objects: unicodeFonts };
      return (await read(book))[0]?.headings.at(-1)?.path.length;
    };
    expect([await headed(text), await headed(`${text}?`), await headed(text + mark)]).toEqual([1, 1, 0]);
  });
});

describe('the annotations of a page', () => {
  const highlight = { subtype: 'Highlight', quadPoints: [1], hasAppearance: true };
  const freeText = { subtype: 'FreeText', hasAppearance: true };
  const cases: readonly [name: string, annotation: PdfJsAnnotation, readsAppearance: boolean][] = [
    ['a highlight', { ...highlight, contentsObj: { str: '' } }, false],
    ['a highlight with a note', { ...highlight, contentsObj: { str: 'Learn this.' } }, false],
    ['a link', { subtype: 'Link', hasAppearance: true }, false],
    ['a form field', { subtype: 'Widget', hasAppearance: true }, false],
    ['free text with contents', { ...freeText, contentsObj: { str: 'Learn this.' } }, false],
    ['free text without contents', freeText, true],
    ['free text that no reader sees', { ...freeText, annotationFlags: 0x20 }, false],
  ];

  it.each(cases)(
    '%s asks pdf.js for all texts of the page only as free text without contents',
    async (_name, annotation, expected) => {
      const pagesAsked: number[][] = [];
      let readsAgain = false;
      const read = createAnnotationReader({
        numPages: 3,
        getAnnotationsByType: async (_types, pagesToSkip) => {
          pagesAsked.push([0, 1, 2].filter((page) => !pagesToSkip.has(page)));
          return [annotation];
        },
      });
      const getAnnotations = async () => {
        readsAgain = true;
        return [annotation];
      };
      await read({ pageNumber: 2, getAnnotations });
      expect(pagesAsked).toEqual([[1]]);
      expect(readsAgain).toBe(expected);
    },
  );
});
