import { z } from 'zod';
import { span } from '../rag/search.ts';
import { uuid } from '../values.ts';

export const maxResponseCharacters = 10_000;

export const itemTypes = ['single_choice', 'multiple_choice', 'true_false', 'cloze', 'short_answer'] as const;
export const itemType = z.enum(itemTypes).meta({ id: 'ItemType' });
export type ItemType = z.infer<typeof itemType>;

export const itemSource = z
  .strictObject({ documentId: uuid, pageLabel: z.string(), pageNumber: z.int(), span, quote: z.string() })
  .meta({ id: 'ItemSource' });

/** The item's type decides: an optionId, a list of optionIds, a boolean, or text. */
export const itemAnswer = z
  .union([z.string().max(maxResponseCharacters), z.array(z.string().max(100)).max(20), z.boolean()])
  .meta({ id: 'ItemAnswer' });

const itemFields = {
  itemId: uuid,
  type: itemType,
  stem: z.string(),
  options: z.array(z.strictObject({ optionId: z.string(), text: z.string() })).optional(),
  points: z.number(),
};

/** An item as a student sees it before marking. The key and the source are absent: both reveal the answer. */
export const blankItem = z.strictObject(itemFields).meta({ id: 'BlankItem' });

/** An item as the exam's teacher sees it. */
export const item = z
  .strictObject({ ...itemFields, key: itemAnswer, source: itemSource })
  .meta({ id: 'Item' });
export type Item = z.infer<typeof item>;
