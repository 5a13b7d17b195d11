import { z } from 'zod';
import { shownIdentifier, shownText } from '../text.ts';

/** The kinds of sentences about items that could not be written. */
export const generationReasonCodes = [
  'documents-lost',
  'draft-limit-reached',
  'drafts-rejected',
  'failed',
  'hard-items',
  'level-analyse',
  'level-apply',
  'level-create',
  'level-evaluate',
  'model-failed',
  'no-fitting-page',
  'no-further-item',
  'no-further-item-of-types',
  'repetitions-left-out',
  'tokens-spent',
] as const;
export type GenerationReasonCode = (typeof generationReasonCodes)[number];

export const reasonCodes = z
  .array(shownIdentifier())
  .optional()
  .describe(
    `The kinds of the sentences of \`reason\`: ${generationReasonCodes.join(', ')}. Further codes may follow. Absent when a sentence has no code.`,
  );

/** The reason why an exam has fewer items than its teacher wants. */
export const shortfall = z
  .strictObject({ requested: z.int(), made: z.int(), reason: shownText(), reasonCodes })
  .meta({ id: 'Shortfall' });
