import { describe, expect, it } from '@jest/globals';
import type { ItemDraft } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { lintItem } from '../../../src/domain/item-writing/gates/lint-item.ts';
import { anItem } from '../../builders.ts';

const choice = (stem: string, texts: string[], given: Partial<ItemDraft> = {}): ItemDraft =>
  anItem({
    type: 'single_choice',
    stem,
    options: texts.map((text, at) => ({ optionId: 'abcd'[at] ?? '', text })),
    key: 'a',
    ...given,
  });
const terms = ['delta', 'estuary', 'meander', 'rapid'];

describe('lintItem', () => {
  it('lintItem reports no flaw in a sound item', () => {
    expect(lintItem(choice('Which term means “a fan of sediment”?', terms))).toEqual([]);
    expect(lintItem(anItem())).toEqual([]);
  });

  it.each<[string, ItemDraft]>([
    ['negative-stem', choice('Which of the four terms does not mean “a fan of sediment”?', terms)],
    ['word-repeat', choice('Which term means “a deltaic fan of sediment”?', terms)],
    ['unfocused-stem', choice('Rivers and their mouths', terms)],
    ['blank-inside-stem', choice('Is a _____ the fan that sediment builds?', terms)],
    ['grammatical-cue', choice('The fan that sediment builds at a mouth is called an:', terms)],
    [
      'grammatical-cue',
      choice('Which term means “a fan of sediment”?', ['delta', 'estuaries', 'meander', 'rapid']),
    ],
    [
      'longest-option-correct',
      choice('Which term means “a fan of sediment”?', [
        'alluvial fan of a large river',
        'bay',
        'cove',
        'delta',
      ]),
    ],
    ['implausible-distractor', choice('Which term means “the fan of a rapid”?', terms)],
    ['implausible-distractor', choice('Which term means “a fan of sediment”?', ['delta', 'estuary'])],
    [
      'all-or-none-of-the-above',
      choice('Which term means “a fan of mud”?', ['all of the above', 'bay', 'cove', 'delta']),
    ],
    ['duplicate-options', choice('Which term means “a fan of mud”?', ['bay', 'Bay', 'cove', 'delta'])],
    [
      'more-than-one-correct',
      choice('Which term means “a fan of mud”?', [
        'the wide mouth of a river',
        'the wide mouth of a rivers',
        'x',
        'y',
      ]),
    ],
    [
      'convergence',
      choice('Which part of a river has still water?', [
        'slow deep mouth',
        'fast deep channel',
        'slow flat bank',
        'steep bed',
      ]),
    ],
    ['unordered-numbers', choice('How many metres deep is the mouth?', ['20', '5', '30', '40'])],
    ['lost-sequence', choice('Which term means “a fan of sediment”?', terms.toReversed())],
    ['true-false-in-disguise', choice('Which of these is true about all mouths?', terms)],
    [
      'absolute-term',
      anItem({ type: 'true_false', stem: 'The term “delta” means “a fan that never moves”.', key: true }),
    ],
    [
      'vague-term',
      anItem({ type: 'true_false', stem: 'The term “delta” means “what is often a fan”.', key: true }),
    ],
    [
      'negative-stem',
      anItem({ type: 'true_false', stem: 'The term “delta” does not mean “a fan”.', key: true }),
    ],
    ['word-repeat', anItem({ stem: 'The term for “a tributaries’ mouth” is _____.' })],
  ])('lintItem reports the flaw %s (%#)', (flaw, item) => {
    expect(lintItem(item)).toContain(flaw);
  });
});
