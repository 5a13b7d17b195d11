import { z } from 'zod';
import { span } from '../rag/search.ts';
import { identifier, shownLabel, shownText, text } from '../text.ts';
import { uuid } from '../values.ts';

export const maxResponseCharacters = 10_000;

export const itemTypes = ['single_choice', 'multiple_choice', 'true_false', 'cloze', 'short_answer'] as const;
export const itemType = z.enum(itemTypes).meta({ id: 'ItemType' });
export type ItemType = z.infer<typeof itemType>;

export const itemSource = z
  .strictObject({ documentId: uuid, pageLabel: shownLabel(), pageNumber: z.int(), span, quote: shownText() })
  .meta({ id: 'ItemSource' });

/** The item's type decides: an optionId, a list of optionIds, a boolean, or text. */
export const itemAnswer = z
  .union([text({ max: maxResponseCharacters }), z.array(text({ max: 100 })).max(20), z.boolean()])
  .meta({ id: 'ItemAnswer' });

/** An answer, or null to clear it: one flat union, as its first members are those of version 1. */
export const clearableAnswer = z.union([...itemAnswer.options, z.null()]);

/** An answer as the system shows it: a student's response, or the key of an item. */
export const shownItemAnswer = z
  .union([shownText(), z.array(shownText()), z.boolean()])
  .meta({ id: 'ShownItemAnswer' });

const itemFields = {
  itemId: uuid,
  type: itemType,
  stem: shownText(),
  options: z.array(z.strictObject({ optionId: identifier(), text: shownText() })).optional(),
  points: z.number(),
};

/** An item as a student sees it before marking. The key and the source are absent: both reveal the answer. */
export const blankItem = z.strictObject(itemFields).meta({ id: 'BlankItem' });

/** An item as the exam's teacher sees it. */
export const item = z
  .strictObject({
    ...itemFields,
    key: shownItemAnswer,
    alsoAccepted: z
      .array(shownItemAnswer)
      .optional()
      .describe('Earlier keys that still get the points, after a correction.'),
    everyoneCorrect: z.boolean().optional().describe('Whether every student gets the points.'),
    source: itemSource,
  })
  .meta({ id: 'Item' });
export type Item = z.infer<typeof item>;
