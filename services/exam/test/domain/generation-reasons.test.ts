import { generationReasonCodes } from '@ai-teacher/contracts/exam/generation-reasons.ts';
import { describe, expect, it } from '@jest/globals';
import { reasonCodesOf, reasonSentences } from '../../src/domain/item-writing/reasons.ts';

const { 'drafts-rejected': rejected, 'hard-items': hard, 'level-apply': apply } = reasonSentences;

describe('reasonCodesOf', () => {
  it.each(generationReasonCodes)('knows the sentence of %s, alone and after another one', (code) => {
    expect(reasonCodesOf(reasonSentences[code])).toEqual([code]);
    const other = code === 'failed' ? 'hard-items' : 'failed';
    expect(reasonCodesOf(`${reasonSentences[other]} ${reasonSentences[code]}`)).toEqual([other, code]);
  });

  it('names each sentence once, in the order of the reason', () => {
    expect(reasonCodesOf(`${rejected} ${hard} ${rejected} ${apply}`)).toEqual([
      'drafts-rejected',
      'hard-items',
      'level-apply',
    ]);
  });

  it.each(['', 'A sentence of an earlier version.', `${rejected} And another one.`])(
    'gives no code when a sentence has none: “%s”',
    (reason) => expect(reasonCodesOf(reason)).toBeUndefined(),
  );
});
