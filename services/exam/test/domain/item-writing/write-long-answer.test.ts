import { describe, expect, it } from '@jest/globals';
import type { ItemDraft } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { createItemJudge } from '../../../src/domain/item-writing/gates/judge-item.ts';
import { lintItem } from '../../../src/domain/item-writing/gates/lint-item.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import { withPoints } from '../../../src/domain/item-writing/rubrics/criteria.ts';
import { writeExamItems } from '../../../src/domain/item-writing/write-exam-items.ts';
import { writeItems } from '../../../src/domain/item-writing/write-items.ts';
import { aPage } from '../../builders.ts';

const statements = [
  'A glacier is a large mass of ice that moves slowly over land.',
  'It forms where more snow falls in winter than melts in summer.',
  'The weight of the snow above presses the lower layers together.',
  'A glacier carries stones and scrapes wide valleys into the rock.',
];
const section = `${statements.join(' ')} People ski on snow. We describe a glacier in chapter 9.`;
const page = aPage(`Ice\n\n${section}\n\nA harbour is a sheltered place where ships can anchor.`);
const pages = readPages([page]);
const write = (text = page) =>
  writeItems({ pages: readPages([text]), itemCount: 3, types: ['long_answer'], seed: 's' });

const glacier = (): ItemDraft => {
  const [item] = write().items;
  if (item === undefined) throw new Error('no item');
  return item;
};

describe('a long answer of the rules', () => {
  it('has a criterion for each key statement of the section, with the sentence of the book as its quote', () => {
    const { items, rejected } = write();
    expect(rejected).toEqual({});
    expect(items).toHaveLength(1);
    const [first, second, , fourth] = statements;
    expect(items[0]).toMatchObject({
      type: 'long_answer',
      stem: 'Explain what “glacier” means, and give the most important facts about it. Write about 50 words.',
      points: 3,
      criteria: [first, second, fourth].map((quote, at) => ({
        criterionId: String(at + 1),
        label: quote,
        points: 1,
        quote,
      })),
      answerLength: { suggestedWords: 50, maxCharacters: 5_000 },
      source: { quote: statements.join(' ') },
    });
  });

  it('is not written from a section with fewer than three statements, or across a heading', () => {
    expect(write(aPage(`Ice\n\n${statements.slice(0, 2).join(' ')}`)).items).toEqual([]);
    const text = page.text;
    const offset = text.indexOf('A glacier carries');
    const divided = { ...page, headings: [...page.headings, { offset, path: ['Valleys'] }] };
    expect(write(divided).items).toEqual([]);
  });

  it('is not written when the search finds other pages by its stem, and the draft is counted once', () => {
    const exercise = (at: number) => {
      const text = `Explain the most important facts about the glacier of page ${at}. Write some words.`;
      return { ...aPage(text, { pageNumber: at }), documentId: page.documentId };
    };
    const exercises = Array.from({ length: 10 }, (_, at) => exercise(at + 2));
    const { items, rejected } = writeItems({
      ...{ pages: readPages([page, ...exercises]), itemCount: 3, types: ['long_answer'], seed: 's' },
    });
    expect([items, rejected]).toEqual([[], { 'not-answerable': 1 }]);
    const few = writeItems({
      ...{ pages: readPages([page, ...exercises.slice(1)]), itemCount: 3, types: ['long_answer'], seed: 's' },
    });
    expect([few.items.length, few.rejected]).toEqual([1, {}]);
  });

  it('asks for a term that no other item of the exam asks for', () => {
    const written = writeItems({ pages, itemCount: 10, types: ['short_answer', 'long_answer'], seed: 's' });
    const terms = written.items.map(({ stem }) => /“([^”]+)”/u.exec(stem)?.[1]);
    expect(terms).toContain('glacier');
    expect(new Set(terms).size).toBe(terms.length);
  });

  it('shares the points of a blueprint among its criteria to the last cent', () => {
    const materials = [{ documentId: page.documentId, title: 'Ice', pages: [page] }];
    const { cells } = writeExamItems({
      materials,
      cells: [{ count: 1, types: ['long_answer'], points: 10 }],
    });
    const item = cells[0]?.items[0];
    expect(item).toMatchObject({
      points: 10,
      criteria: [{ points: 3.33 }, { points: 3.34 }, { points: 3.33 }],
    });
    expect(withPoints(glacier(), 0.01).criteria?.reduce((sum, { points }) => sum + points, 0)).toBe(0.01);
  });
});

describe('the gates of a long answer', () => {
  const judge = createItemJudge({ pages });
  const withCriterion = (change: object): ItemDraft => {
    const item = glacier();
    const criteria = item.criteria?.map((each, at) => (at === 1 ? { ...each, ...change } : each)) ?? [];
    return { ...item, criteria };
  };

  it('accept a criterion in other words that its quote supports', () => {
    const label = 'More snow falls in winter than melts in the warm months.';
    expect(judge(withCriterion({ label }), [])).toEqual([]);
  });

  it('reject a quote of a criterion that is not in the section, letter by letter', () => {
    for (const quote of ['It forms where more snow falls in winter than melts in autumn.', ''])
      expect(judge(withCriterion({ quote }), [])).toEqual(['quote-not-on-page']);
  });

  it('reject a criterion, and a complete answer, that the book does not support', () => {
    const invented = { label: 'Penguins live there in large colonies.' };
    expect(judge(withCriterion(invented), [])).toContain('key-unsupported');
    expect(judge(withCriterion({ label: 'It never forms where snow falls in winter.' }), [])).toContain(
      'key-unsupported',
    );
    expect(judge({ ...glacier(), key: 'Penguins live in large colonies.' }, [])).toContain('key-unsupported');
  });

  it('reject two like criteria, and one that the stem says already', () => {
    expect(lintItem(withCriterion({ label: statements[0] }))).toEqual(['duplicate-criteria']);
    const stem = `Explain why ${statements[1]}`;
    expect(lintItem({ ...glacier(), stem })).toEqual(['word-repeat']);
  });

  it('reject a stem that the exam or an earlier exam has', () => {
    expect(judge(glacier(), [glacier()])).toContain('stem-repeated');
    const again = createItemJudge({ pages, earlierStems: [glacier().stem] });
    expect(again(glacier(), [])).toEqual(['near-duplicate']);
  });
});
