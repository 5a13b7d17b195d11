import type { WantedItems } from './ports.ts';
import { reasonSentences } from './reasons.ts';

/**
 * The reason why rules cannot write the items of a cell; undefined when they can. Rules ask for terms and
 * meanings as the book states them, so they reach the two lowest levels and no high difficulty.
 */
export const rulesRefusalOf = ({ bloom, difficulty }: WantedItems): string | undefined => {
  if (bloom !== undefined && bloom !== 'remember' && bloom !== 'understand')
    return reasonSentences[`level-${bloom}`];
  return difficulty === 'hard' ? reasonSentences['hard-items'] : undefined;
};
