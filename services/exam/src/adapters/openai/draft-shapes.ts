import { draftOption, draftText, type ItemType, unitOfKey } from '@ai-teacher/contracts/exam/items.ts';
import { defaultMaxCharacters, maxCriteria, minCriteria } from '@ai-teacher/contracts/exam/rubric.ts';
import { z } from 'zod';
import { letteredOptions } from '../../domain/item-writing/choices/lettered-options.ts';
import type { ItemDraft } from '../../domain/item-writing/drafts/item-draft.ts';
import { pointsOf } from '../../domain/item-writing/rubrics/criteria.ts';
import { orderedOptionsOf } from '../../domain/item-writing/sequences/ordered-options.ts';

/** The parts of an item that a model writes: everything but its place in the book. */
export type DraftParts = Pick<
  ItemDraft,
  'answerLength' | 'criteria' | 'key' | 'options' | 'points' | 'prompts' | 'quantity' | 'stem'
>;

/** The answer of a model for one type of item, and the conversion of the answer into an item. */
export type DraftShape = {
  readonly schema: z.ZodType;
  /** The task of the model, in one sentence. */
  readonly instruction: string;
  /** @throws ZodError when the answer does not have the shape. */
  readonly read: (answer: unknown) => { readonly quote: string; readonly parts: DraftParts };
};

const common = { stem: draftText, quote: draftText };

const shape = <Shape extends z.ZodRawShape>(
  instruction: string,
  fields: Shape,
  partsOf: (answer: z.output<z.ZodObject<Shape & typeof common>>) => Omit<DraftParts, 'stem'>,
): DraftShape => {
  const schema = z.strictObject({ ...fields, ...common });
  return {
    schema,
    instruction,
    read: (given) => {
      const answer = schema.parse(given) as z.output<z.ZodObject<Shape & typeof common>>;
      const { stem, quote } = answer as { stem: string; quote: string };
      return { quote, parts: { stem, ...partsOf(answer) } };
    },
  };
};

const optionsOf = (correct: readonly string[], distractors: readonly string[]) => {
  const options = letteredOptions([...correct, ...distractors]);
  const keys = options.filter(({ text }) => correct.includes(text)).map(({ optionId }) => optionId);
  return { options, keys };
};

const matchingPartsOf = (
  pairs: readonly { readonly term: string; readonly meaning: string }[],
  distractors: readonly string[],
): Omit<DraftParts, 'points' | 'stem'> => {
  const options = letteredOptions([...pairs.map(({ meaning }) => meaning), ...distractors]);
  const idOf = new Map(options.map(({ optionId, text }) => [text, optionId]));
  const prompts = pairs.map(({ term }, at) => ({ promptId: String(at + 1), text: term }));
  const key = Object.fromEntries(pairs.map(({ meaning }, at) => [String(at + 1), idOf.get(meaning) ?? '']));
  return { prompts, options, key };
};

/** One shape for each type of item. */
export const draftShapes: Readonly<Record<ItemType, DraftShape>> = {
  single_choice: shape(
    'A question with one correct answer and three plausible incorrect answers of the same kind and length.',
    { correct: draftOption, distractors: z.array(draftOption).length(3) },
    ({ correct, distractors }) => {
      const { options, keys } = optionsOf([correct], distractors);
      return { options, key: keys[0] ?? '', points: 1 };
    },
  ),
  multiple_choice: shape(
    'A question with two or three correct answers and one or two plausible incorrect answers.',
    { correct: z.array(draftOption).min(2).max(3), distractors: z.array(draftOption).min(1).max(2) },
    ({ correct, distractors }) => {
      const { options, keys } = optionsOf(correct, distractors);
      return { options, key: keys, points: 2 };
    },
  ),
  true_false: shape(
    'A statement about the page that is either true or false, without a negation.',
    { correct: z.boolean() },
    ({ correct }) => ({ key: correct, points: 1 }),
  ),
  cloze: shape(
    'A sentence with one blank, written as _____, and the one or few words that fill it.',
    { correct: draftText },
    ({ correct }) => ({ key: correct, points: 1 }),
  ),
  short_answer: shape(
    'A question that one sentence answers, and that answer in the words of the page.',
    { correct: draftText },
    ({ correct }) => ({ key: correct, points: 2 }),
  ),
  long_answer: shape(
    'A request to explain one matter of the page in several sentences, which ends with the number of words to write; a complete answer in the words of the page; and two to six criteria that the complete answer meets: each says one thing in a short sentence, with its points and with "quote", the words of the page that support it, copied character by character. All quotes stand close together.',
    {
      criteria: z
        .array(z.strictObject({ label: draftOption, points: z.int().min(1).max(5), quote: draftText }))
        .min(minCriteria)
        .max(maxCriteria),
      correct: draftText,
      words: z.int().min(20).max(500),
    },
    ({ criteria, correct, words }) => ({
      criteria: criteria.map((criterion, at) => ({ criterionId: String(at + 1), ...criterion })),
      answerLength: { suggestedWords: words, maxCharacters: defaultMaxCharacters },
      key: correct,
      points: pointsOf(criteria),
    }),
  ),
  ordering: shape(
    'A request to put three to six steps or events in order, and their texts in the correct order, each copied from the quote without a number or a word that reveals its place. The quote contains all of them.',
    { steps: z.array(draftOption).min(3).max(6) },
    ({ steps }) => ({ ...orderedOptionsOf(steps), points: 2 }),
  ),
  matching: shape(
    'A request to match three to five terms of the page with their meanings, the pairs of a term and its meaning in the words of the page, and up to two plausible meanings that belong to none of the terms.',
    {
      pairs: z
        .array(z.strictObject({ term: draftOption, meaning: draftOption }))
        .min(3)
        .max(5),
      distractors: z.array(draftOption).max(2),
    },
    ({ pairs, distractors }) => ({ ...matchingPartsOf(pairs, distractors), points: 2 }),
  ),
  numeric: shape(
    'A question whose answer is one number that the page states or lets compute, the number in digits without its unit, the unit as the page writes it or null, and the distance from the number that still counts as correct, in the same unit.',
    { number: draftOption, unit: unitOfKey.nullable(), tolerance: z.number().min(0) },
    ({ number, unit, tolerance }) => ({
      key: number,
      quantity: { tolerance, ...(unit === null ? {} : { unit }) },
      points: 1,
    }),
  ),
};
