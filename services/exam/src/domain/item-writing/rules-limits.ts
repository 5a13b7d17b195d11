import type { WantedItems } from './ports.ts';

/**
 * Why rules cannot write the items of a cell; undefined when they can. Rules ask for terms and meanings as
 * the book states them, so they reach the two lowest levels and no high difficulty.
 */
export const rulesRefusalOf = ({ bloom, difficulty }: WantedItems): string | undefined => {
  if (bloom !== undefined && bloom !== 'remember' && bloom !== 'understand')
    return `Without a model, items of the level “${bloom}” cannot be written.`;
  return difficulty === 'hard' ? 'Without a model, hard items cannot be written.' : undefined;
};
