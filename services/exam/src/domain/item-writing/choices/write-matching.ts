import type { Definition, ItemDraft } from '../drafts/item-draft.ts';
import { repeatsTerm } from '../drafts/term-search.ts';
import { stemIn } from '../stems/stem-of.ts';
import { choosePartners, isSafePartner } from './choose-partners.ts';
import { letteredOptions } from './lettered-options.ts';
import type { WrittenMultipleChoice } from './write-multiple-choice.ts';
import type { ChoiceContext } from './write-single-choice.ts';

const minPrompts = 3;
const maxPrompts = 4;

/**
 * Writes three or four terms to be matched with their meanings, with one meaning more than terms. The further
 * meaning is that of another term, so the last match does not follow from the others.
 */
export const writeMatching = (
  definition: Definition,
  context: ChoiceContext,
): WrittenMultipleChoice | undefined => {
  if (revealsItsTerm(definition)) return undefined;
  const pool = context.pool.filter((other) => !revealsItsTerm(other));
  const chosen = [definition];
  for (const other of choosePartners(definition, { ...context, pool, count: 12 })) {
    if (chosen.length > maxPrompts) break;
    if (chosen.every((each) => isSafePartner(each, other) && isSafePartner(other, each))) chosen.push(other);
  }
  if (chosen.length <= minPrompts) return undefined;
  const asked = chosen.slice(0, -1);
  const item = itemOf(asked, chosen);
  return item === undefined ? undefined : { item, asked, shown: chosen.slice(-1) };
};

/** A meaning that repeats a word of its term is matched without knowledge. */
const revealsItsTerm = ({ term, meaning }: Definition): boolean => repeatsTerm(meaning, term);

const itemOf = (asked: readonly Definition[], all: readonly Definition[]): ItemDraft | undefined => {
  const options = letteredOptions(all.map(({ meaning }) => meaning));
  const idOf = new Map(options.map(({ optionId, text }) => [text, optionId]));
  const ordered = asked.toSorted((left, right) => left.term.localeCompare(right.term, 'en'));
  const prompts = ordered.map(({ term }, at) => ({ promptId: String(at + 1), text: term }));
  const [first] = asked;
  if (first === undefined) return undefined;
  const stem = stemIn(first.language, 'matching', { terms: ordered.map(({ term }) => term) });
  if (stem === undefined) return undefined;
  return {
    type: 'matching',
    stem,
    prompts,
    options,
    points: 2,
    key: Object.fromEntries(ordered.map(({ meaning }, at) => [String(at + 1), idOf.get(meaning) ?? ''])),
    confusable: [],
    source: first.source,
  };
};
