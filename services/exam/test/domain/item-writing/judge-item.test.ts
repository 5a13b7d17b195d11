import { bloomLevels } from '@ai-teacher/contracts/exam/blueprint.ts';
import { itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { describe, expect, it } from '@jest/globals';
import { findQuote } from '../../../src/domain/item-writing/drafts/find-quote.ts';
import { type ItemDraft, stemKeyOf } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { createItemJudge } from '../../../src/domain/item-writing/gates/judge-item.ts';
import { lintItem } from '../../../src/domain/item-writing/gates/lint-item.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import { writeExamItems } from '../../../src/domain/item-writing/write-exam-items.ts';
import { aBook } from '../../builders.ts';

const book = aBook('00000000-0000-4000-8000-0000000000d1');
const [, rivers] = book;
const judge = createItemJudge({
  pages: readPages(book),
  earlierStems: ['Explain in one sentence what a wide estuary looks like.'],
});

/** A sound item about rivers. Any field can be replaced. */
const anItem = ({
  quote = 'A delta is a fan of sediment that builds up where a channel meets a lake.',
  ...given
}: Partial<ItemDraft> & { quote?: string } = {}): ItemDraft => {
  const source = rivers === undefined ? undefined : findQuote(rivers, quote);
  if (source === undefined) throw new Error(`not on the page: ${quote}`);
  return {
    type: 'short_answer',
    stem: 'Explain what a delta is.',
    points: 1,
    key: 'a fan of sediment that builds up',
    confusable: [],
    source,
    ...given,
  };
};
const choice = (texts: readonly string[]) => texts.map((text, at) => ({ optionId: 'abcd'[at] ?? '', text }));

describe('createItemJudge', () => {
  it('createItemJudge accepts a sound item', () => {
    expect(judge(anItem(), [])).toEqual([]);
  });

  it('createItemJudge rejects a quote that differs from its page in one character, or names another page', () => {
    const { source, ...item } = anItem();
    for (const changed of [
      { ...source, quote: source.quote.replace('fan', 'fad') },
      { ...source, pageNumber: 3 },
      { ...source, pageLabel: '99' },
      { ...source, pageNumber: 77 },
    ])
      expect(judge({ ...item, source: changed }, [])).toEqual(['quote-not-on-page']);
  });

  it.each([
    ['short_answer', { key: 'a wooden bridge over a road' }],
    ['short_answer', { key: 'a fan of sediment 12 km wide' }],
    ['short_answer', { key: 'not a fan of sediment' }],
    ['cloze', { stem: 'A _____ builds up where a channel meets a lake.', key: 'harbour' }],
    ['true_false', { stem: 'A delta is a market where people meet.', key: true }],
  ] as const)('createItemJudge rejects a key of %s that the quote does not support: %j', (type, parts) => {
    expect(judge(anItem({ type, ...parts }), [])).toContain('key-unsupported');
  });

  it('createItemJudge rejects an item with a flaw', () => {
    const item = anItem({ type: 'true_false', stem: 'A delta is always a fan of sediment.', key: true });
    expect(judge(item, [])).toContain('flawed');
  });

  it('createItemJudge rejects a stem from which the search does not find the page', () => {
    expect(judge(anItem({ stem: 'Name the thing from the lesson.' }), [])).toContain('not-answerable');
  });

  it('createItemJudge rejects an incorrect option that a sentence of the book supports', () => {
    const stem = 'What is a stream that flows into a larger one?';
    const quote = 'A tributary is a stream that flows into a larger one.';
    const single = (texts: readonly string[], key: string) =>
      judge(anItem({ type: 'single_choice', stem, quote, key, options: choice(texts) }), []);
    expect(single(['delta', 'estuary', 'meander', 'tributary'], 'd')).toEqual([]);
    expect(single(['delta', 'estuary', 'meander', 'tributary'], 'a')).toContain('distractor-supported');
    const isFalse = anItem({ type: 'true_false', stem: 'A delta is a fan of sediment.', key: false });
    expect(judge(isFalse, [])).toContain('distractor-supported');
  });

  it('createItemJudge rejects a stem of the exam, one that is nearly the same, and one of an earlier exam', () => {
    const other = anItem({ stem: 'Explain in one sentence what a delta is made of.' });
    expect(judge(anItem({ stem: 'explain in one  sentence what a DELTA is made of.' }), [other])).toEqual([
      'stem-repeated',
    ]);
    expect(
      judge(anItem({ stem: 'Explain in one sentence what a river delta is made of.' }), [other]),
    ).toEqual(['near-duplicate']);
    const again = anItem({
      stem: 'Explain in one sentence what a wide estuary looks like!',
      quote: 'An estuary is the tidal mouth where fresh water mixes with the sea.',
      key: 'the tidal mouth where fresh water mixes with the sea',
    });
    expect(judge(again, [])).toContain('near-duplicate');
  });

  it('createItemJudge rejects an item of a model in another language than its page', () => {
    const stem =
      'Wie heißt der Fächer aus Sediment, der sich dort bildet, wo ein Kanal auf einen See trifft (delta)?';
    expect(judge(anItem({ stem }), [])).toContain('wrong-language');
  });
});

describe('writeExamItems', () => {
  const materials = [{ documentId: book[0]?.documentId ?? '', title: 'Land and sky', pages: book }];
  const written = (cells: Parameters<typeof writeExamItems>[0]['cells'], language?: string) =>
    writeExamItems({ materials, cells, language });

  it('every item that rules publish passes every gate, has a verbatim quote and shares no stem', () => {
    const items = written(itemTypes.map((type) => ({ count: 6, types: [type] }))).cells.flatMap(
      (cell) => cell.items,
    );
    expect(items.length).toBeGreaterThanOrEqual(15);
    expect(items.filter((item) => lintItem(item).length > 0)).toEqual([]);
    for (const item of items)
      expect(
        judge(
          item,
          items.filter((other) => other !== item),
        ),
      ).toEqual([]);
    expect(new Set(items.map(({ stem }) => stemKeyOf(stem))).size).toBe(items.length);
  });

  it('writeExamItems takes the items of a cell from its chapters, its pages and its topic', () => {
    const types = ['true_false' as const];
    const { cells } = written([
      { count: 2, types, chapters: ['the  SKY'], points: 5 },
      { count: 2, types, pages: [{ from: 3, to: 3 }] },
      { count: 1, types, topic: 'estuary' },
      { count: 1, types, topic: 'parliament' },
    ]);
    expect(cells.map(({ items }) => items.map(({ source }) => source.pageNumber))).toEqual([
      [4, 4],
      [3, 3],
      [2],
      [],
    ]);
    expect(cells[0]?.items.map(({ points }) => points)).toEqual([5, 5]);
    expect(cells[3]?.reason).toMatch(/No page/);
    expect(written([{ count: 1, types }], 'de').cells[0]).toMatchObject({
      items: [],
      reason: expect.any(String),
    });
  });

  it.each(bloomLevels)('writeExamItems writes items of the level %s only when rules can', (bloom) => {
    const [cell] = written([{ count: 1, types: ['true_false'], bloom }]).cells;
    const canWrite = bloom === 'remember' || bloom === 'understand';
    expect(cell?.items).toHaveLength(canWrite ? 1 : 0);
    expect(cell?.reason).toEqual(canWrite ? undefined : expect.stringContaining(bloom));
  });
});
