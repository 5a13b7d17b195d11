import { describe, expect, it } from '@jest/globals';
import { askedTermsOf } from '../../../src/domain/item-writing/drafts/asked-terms.ts';
import type { ItemDraft, Matches } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { createItemJudge } from '../../../src/domain/item-writing/gates/judge-item.ts';
import { lintItem } from '../../../src/domain/item-writing/gates/lint-item.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import { writeItems } from '../../../src/domain/item-writing/write-items.ts';
import { aBook } from '../../builders.ts';

const pages = readPages(aBook('00000000-0000-4000-8000-0000000000d1'));
const write = (itemCount = 3) => writeItems({ pages, itemCount, types: ['matching'], seed: 'seed' }).items;
const pairsOf = ({ key, prompts = [], options = [] }: ItemDraft): [string, string][] =>
  prompts.map(({ promptId, text }) => [
    text,
    options.find(({ optionId }) => optionId === (key as Matches)[promptId])?.text ?? '',
  ]);

describe('writeItems for matching items', () => {
  it('writeItems matches terms with the meanings of the book, with one meaning more than terms', () => {
    const items = write();
    expect(items.length).toBeGreaterThanOrEqual(2);
    const sentences = pages.flatMap(({ page }) => page.text.toLowerCase().split(/[.\n]+/u));
    for (const item of items) {
      expect(item.options).toHaveLength((item.prompts?.length ?? 0) + 1);
      expect(lintItem(item)).toEqual([]);
      for (const [term, meaning] of pairsOf(item)) {
        expect(item.stem).toContain(`“${term}”`);
        const stating = sentences.filter(
          (text) => text.includes(meaning) && text.includes(term.toLowerCase()),
        );
        expect([term, meaning, stating.length]).toEqual([term, meaning, 1]);
      }
    }
  });

  it('writeItems asks for each term once', () => {
    const terms = write().flatMap(askedTermsOf);
    expect(new Set(terms).size).toBe(terms.length);
  });

  it('writeItems writes equal matching items for equal requests', () => {
    expect(write()).toEqual(write());
  });
});

describe('createItemJudge for matching items', () => {
  const judge = createItemJudge({ pages });
  const item = write(1)[0] as ItemDraft;
  const key = item.key as Matches;

  it('the judge accepts the pairs of the book', () => {
    expect(judge(item, [])).toEqual([]);
  });

  it('the judge rejects a key whose pairs the book does not state', () => {
    const swapped = { ...key, 1: key[2] ?? '', 2: key[1] ?? '' };
    const reasons = judge({ ...item, key: swapped }, []);
    expect(reasons).toContain('key-unsupported');
    expect(reasons).toContain('distractor-supported');
  });

  it('the linter reports an option that shares a word with its prompt', () => {
    const prompts = (item.prompts ?? []).map((prompt, at) =>
      at === 0 ? { ...prompt, text: pairsOf(item)[0]?.[1].split(' ').at(-1) ?? '' } : prompt,
    );
    expect(lintItem({ ...item, prompts })).toContain('word-repeat');
  });
});
