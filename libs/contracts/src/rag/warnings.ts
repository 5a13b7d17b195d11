import { z } from 'zod';
import { identifier, shownText } from '../text.ts';

export const warningCode = z
  .enum([
    'picture-pages',
    'recognised-text',
    'unchecked-pages',
    'garbled-text',
    'hidden-text',
    'hidden-layer',
    'invisible-characters',
    'form-fields',
    'xfa-form',
    'notes',
    'attachments',
    'portfolio',
    'page-labels',
    'limit-reached',
    'other',
  ])
  .describe('What was not read, or not read as it is. Further codes may follow; `other` is of no kind.')
  .meta({ id: 'WarningCode' });
export type WarningCode = z.infer<typeof warningCode>;

export const documentWarning = z
  .strictObject({
    code: warningCode,
    sentence: shownText().describe('The warning in English, as in `warnings`.'),
    pages: z
      .array(z.int().min(1))
      .describe('Positions of the pages in the file, counted from 1; empty for the whole file.'),
    limit: z
      .strictObject({
        name: identifier({ max: 60 }).describe('The setting of the limit, such as `MAX_OUTLINE_ENTRIES`.'),
        value: z.int(),
      })
      .optional()
      .describe('The limit that was reached. Present for `limit-reached`.'),
  })
  .meta({ id: 'DocumentWarning' });
export type DocumentWarning = z.infer<typeof documentWarning>;
