import { z } from 'zod';
import { identifier, shownText } from '../text.ts';
import { singleLine, uuid } from '../values.ts';
import { reasonCodes } from './generation-reasons.ts';
import { wantedItemTypes } from './items.ts';

const maxPageNumber = 100_000;
export const maxCells = 50;
export const maxItemsOfCell = 200;

/** The levels of Bloom's taxonomy in the revision of 2001, from the lowest to the highest. */
export const bloomLevels = ['remember', 'understand', 'apply', 'analyse', 'evaluate', 'create'] as const;
export const bloomLevel = z.enum(bloomLevels).meta({ id: 'BloomLevel' });
export type BloomLevel = z.infer<typeof bloomLevel>;

export const difficulty = z.enum(['easy', 'medium', 'hard']).meta({ id: 'Difficulty' });
export type Difficulty = z.infer<typeof difficulty>;

const pageRange = z
  .strictObject({
    documentId: uuid.optional().describe('Default: every document of the request.'),
    from: z.int().min(1).max(maxPageNumber),
    to: z.int().min(1).max(maxPageNumber),
  })
  .meta({ id: 'PageRange' });

/** The requirements of a teacher for some items of an exam. */
export const blueprintCell = z
  .strictObject({
    count: z.int().min(1).max(maxItemsOfCell),
    types: wantedItemTypes.optional().describe('Taken in turn. Default: the types of the request.'),
    topic: singleLine(300)
      .optional()
      .describe('Only pages that mention the topic, those that say most first.'),
    chapters: z
      .array(singleLine(200))
      .min(1)
      .max(20)
      .optional()
      .describe('Only pages below a heading that contains one of these texts.'),
    pages: z.array(pageRange).min(1).max(20).optional().describe('Only these pages.'),
    bloom: bloomLevel.optional(),
    difficulty: difficulty.optional(),
    points: z.number().min(0.01).max(100).optional().describe('Points of each item. Default: by its type.'),
  })
  .meta({ id: 'BlueprintCell' });
export type BlueprintCell = z.output<typeof blueprintCell>;

export const blueprint = z.array(blueprintCell).min(1).max(maxCells);

/** A code of ISO 639 in lower case. */
export const materialLanguage = identifier({
  max: 3,
  pattern: /^[a-z]{2,3}$/u,
  fault: 'must be a code of ISO 639 in lower case',
});

/** The reasons why a draft of a model or of rules is rejected. */
export const rejections = [
  'model-failed',
  'malformed',
  'breaks-schema',
  'quote-not-on-page',
  'key-unsupported',
  'flawed',
  'not-answerable',
  'distractor-supported',
  'stem-repeated',
  'near-duplicate',
  'wrong-language',
] as const;
export const rejection = z.enum(rejections).meta({ id: 'DraftRejection' });
export type Rejection = z.infer<typeof rejection>;

const cellReport = z
  .strictObject({
    requested: z.int(),
    byModel: z.int().describe('Items that the model wrote.'),
    byRules: z.int().describe('Items that were written without a model.'),
    unfilled: z
      .array(z.strictObject({ reason: shownText(), reasonCodes, count: z.int() }))
      .describe('Why items of the cell are missing.'),
    rejectedDrafts: z
      .array(z.strictObject({ reason: rejection, count: z.int() }))
      .describe('Drafts that were not accepted. A draft counts once for each of its reasons.'),
  })
  .meta({ id: 'CellReport' });

/** A row for each cell of the blueprint, in its order. A request without a blueprint has one cell. */
export const generationReport = z.array(cellReport).meta({ id: 'GenerationReport' });
