import { z } from 'zod';
import { span } from '../rag/search.ts';
import { identifier, shownIdentifier, shownLabel, shownText, text } from '../text.ts';
import { instant, uuid } from '../values.ts';
import { shownAnswerLength, shownCriterion } from './rubric.ts';

export const maxResponseCharacters = 10_000;
/** The pairs of a matching item. */
export const maxPrompts = 10;

/** The types of an exam whose request names none. */
export const defaultItemTypes = [
  'single_choice',
  'multiple_choice',
  'true_false',
  'cloze',
  'short_answer',
] as const;
export const itemTypes = [...defaultItemTypes, 'numeric', 'ordering', 'matching', 'long_answer'] as const;
export const itemType = z.enum(itemTypes).meta({ id: 'ItemType' });
export type ItemType = z.infer<typeof itemType>;
export const wantedItemTypes = z.array(itemType).min(1).max(itemTypes.length);

export const itemSource = z
  .strictObject({ documentId: uuid, pageLabel: shownLabel(), pageNumber: z.int(), span, quote: shownText() })
  .meta({ id: 'ItemSource' });

/**
 * The item's type decides: an optionId, a list of optionIds, a boolean, text, or an optionId for each
 * promptId. The key of a numeric item is a number in text, such as `1.5e8`. The key and the responses of an
 * ordering item list every optionId. The key of a long answer is a complete answer in text.
 */
export const itemAnswer = z
  .union([
    text({ max: maxResponseCharacters }),
    z.array(text({ max: 100 })).max(20),
    z.boolean(),
    z
      .record(identifier({ max: 20 }), identifier({ max: 20 }))
      .refine((pairs) => Object.keys(pairs).length <= maxPrompts, `must have at most ${maxPrompts} pairs`),
  ])
  .meta({ id: 'ItemAnswer' });

/** An answer, or null to clear it: one flat union, as its first members are those of version 1. */
export const clearableAnswer = z.union([...itemAnswer.options, z.null()]);

/** An answer as the system shows it: a student's response, or the key of an item. */
export const shownItemAnswer = z
  .union([shownText(), z.array(shownText()), z.boolean(), z.record(identifier(), identifier())])
  .meta({ id: 'ShownItemAnswer' });

/** The response to a numeric item is one number with its unit, so more characters are no answer to it. */
export const maxNumericCharacters = 200;

const quantityFields = {
  tolerance: z
    .number()
    .min(0)
    .max(1e300)
    .optional()
    .describe('The accepted distance from the key, in the unit of the key. Default: 0.'),
  shareWithoutUnit: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('The share of the points for the correct number without the unit of the key. Default: 0.5.'),
  decimalSign: z
    .enum(['.', ','])
    .optional()
    .describe(
      'The decimal sign of the book: it decides whether `1,500` is 1.5 or 1500. Default for a new item: by the language of its page.',
    ),
};
export const unitOfKey = text({ min: 1, max: 40 });
/** How answers to a numeric item are compared with its key, as a teacher writes it. */
export const quantity = z
  .strictObject({
    unit: unitOfKey
      .optional()
      .describe(
        'The unit of the key, such as `km/h`. Other units of the same dimension are converted. Absent: the answer is a number without a unit.',
      ),
    ...quantityFields,
  })
  .describe('For numeric items only.');
export const shownQuantity = z
  .strictObject({ unit: shownText().optional(), ...quantityFields })
  .meta({ id: 'Quantity' });

export const scoring = z
  .enum(['partial', 'all_or_nothing'])
  .describe(
    'For ordering and matching items only. `partial`: the share of pairs in the correct order minus the share of pairs in the opposite order, at least 0, or the share of correct matches. `all_or_nothing`: the points for a wholly correct answer only. Default: `partial`.',
  )
  .meta({ id: 'ItemScoring' });

const itemFields = {
  itemId: uuid,
  type: itemType,
  stem: shownText(),
  options: z
    .array(z.strictObject({ optionId: identifier(), text: shownText() }))
    .optional()
    .describe(
      'For choices, ordering and matching items. Students never see the options of an ordering or matching item in the order of the key.',
    ),
  prompts: z
    .array(z.strictObject({ promptId: identifier(), text: shownText() }))
    .optional()
    .describe('For matching items: each is matched with one of the options.'),
  points: z.number(),
  asksForUnit: z
    .boolean()
    .optional()
    .describe('For numeric items: whether the answer needs a unit beside its number.'),
  answerLength: shownAnswerLength
    .optional()
    .describe('For long answers: how long an answer should be, and how long it may be.'),
};

/** An item as a student sees it before marking. The key and the source are absent: both reveal the answer. */
export const blankItem = z.strictObject(itemFields).meta({ id: 'BlankItem' });

/** A stem, a key or a quote that a model writes. */
export const draftText = text({ min: 1, max: 2_000 });
/** An option that a model writes. */
export const draftOption = text({ min: 1, max: 1_000 });

/** The flaws of items that rules detect. The names follow common lists of item-writing flaws. */
export const itemFlaws = [
  'absolute-term',
  'all-or-none-of-the-above',
  'blank-inside-stem',
  'convergence',
  'duplicate-criteria',
  'duplicate-options',
  'grammatical-cue',
  'gratuitous-information',
  'implausible-distractor',
  'k-type',
  'logical-cue',
  'longest-option-correct',
  'lost-sequence',
  'more-than-one-correct',
  'negative-stem',
  'true-false-in-disguise',
  'unclear-information',
  'unfocused-stem',
  'unordered-numbers',
  'vague-term',
  'word-repeat',
] as const;
export const itemFlaw = z.enum(itemFlaws).meta({ id: 'ItemFlaw' });
export type ItemFlaw = z.infer<typeof itemFlaw>;

const itemWarning = z
  .strictObject({
    flaw: itemFlaw,
    overruled: z
      .strictObject({ reason: shownText(), at: instant })
      .optional()
      .describe('Why the teacher leaves the item as it is. Lasts until the item is changed.'),
  })
  .meta({ id: 'ItemWarning' });

/** An item as the exam's teacher sees it. */
export const item = z
  .strictObject({
    ...itemFields,
    key: shownItemAnswer,
    quantity: shownQuantity.optional().describe('For numeric items: how answers are compared with the key.'),
    scoring: scoring.optional(),
    criteria: z.array(shownCriterion).optional().describe('For long answers: the rubric.'),
    alsoAccepted: z
      .array(shownItemAnswer)
      .optional()
      .describe('Earlier keys that still get the points, after a correction.'),
    everyoneCorrect: z.boolean().optional().describe('Whether every student gets the points.'),
    warnings: z
      .array(itemWarning)
      .optional()
      .describe('Flaws of an item that a teacher wrote or changed. Absent without any.'),
    writtenBy: z
      .enum(['model', 'rules'])
      .optional()
      .describe(
        'Who wrote a generated item. Absent for an item that a teacher added, and for items of earlier versions.',
      ),
    revision: shownIdentifier().optional().describe('Another one after each change of the item.'),
    source: itemSource,
  })
  .meta({ id: 'Item' });
export type Item = z.infer<typeof item>;
