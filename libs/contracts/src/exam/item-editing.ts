import { z } from 'zod';
import { operation } from '../operation.ts';
import { identifier, text } from '../text.ts';
import { teachingRoles, uuid } from '../values.ts';
import { examParams, examWithKeys, maxItems } from './exams.ts';
import { itemAnswer, itemFlaw, itemType, maxPrompts, quantity, scoring } from './items.ts';
import { answerLength, criteria } from './rubric.ts';

const maxPageNumber = 100_000;
export const maxOverrulingReasonCharacters = 500;
const itemParams = z.strictObject({ id: uuid, itemId: uuid });

const stem = text({ min: 1, max: 2_000 }).describe(
  'Differs from the stem of every other item. A cloze stem has one blank of at least three underscores.',
);
const options = z
  .array(z.strictObject({ optionId: identifier({ max: 20 }), text: text({ min: 1, max: 1_000 }) }))
  .min(2)
  .max(10)
  .describe(
    'For choices, ordering and matching items. Neither two ids nor two texts are equal. An ordering item has at least three, a matching item at least as many as prompts. Ids of both whose order reveals the key are replaced.',
  );
const prompts = z
  .array(z.strictObject({ promptId: identifier({ max: 20 }), text: text({ min: 1, max: 1_000 }) }))
  .min(2)
  .max(maxPrompts)
  .describe('For matching items only. Neither two ids nor two texts are equal.');
const keyText =
  'By the type: an optionId, a list of optionIds, a boolean or text. Of an ordering item every optionId in the correct order. Of a matching item an object with the optionId of each promptId; no option matches two prompts. Of a numeric item a number in text, such as `-40` or `1.5e8`. Of a long answer a complete answer in text.';
const points = z.number().min(0.01).max(100);

const revision = identifier({ max: 64 })
  .optional()
  .describe('The revision of the item that the caller has read. Another one answers 409.');

/** An exam accepts no change of its items from the first attempt on, because a change would alter marks. */
const editingProblems = ['exam-not-found', 'exam-has-attempts'] as const;

export const addItem = operation({
  operationId: 'addItem',
  service: 'exam',
  summary:
    'Adds an item that the teacher wrote, at the end of an exam without attempts. The quote must stand on the page, because students see it with their results.',
  method: 'POST',
  path: '/exams/{id}/items',
  edgePath: '/api/exams/{id}/items',
  access: { edge: teachingRoles },
  params: examParams,
  body: z.strictObject({
    type: itemType,
    stem,
    options: options.optional(),
    prompts: prompts.optional(),
    key: itemAnswer.describe(keyText),
    quantity: quantity.optional(),
    scoring: scoring.optional(),
    criteria: criteria.optional(),
    answerLength: answerLength.optional(),
    points: points.optional().describe('Default: 1; of a long answer, the sum of its criteria.'),
    source: z.strictObject({
      documentId: uuid,
      pageNumber: z.int().min(1).max(maxPageNumber),
      quote: text({ min: 1, max: 2_000 }),
    }),
  }),
  success: { 201: examWithKeys },
  problems: [
    ...editingProblems,
    'document-not-found',
    'document-not-ready',
    'too-many-items',
    'knowledge-base-unavailable',
  ],
});

export const changeItem = operation({
  operationId: 'changeItem',
  service: 'exam',
  summary:
    'Changes the stem, parts or points of an item of an exam without attempts. The answer warns of flaws.',
  method: 'PATCH',
  path: '/exams/{id}/items/{itemId}',
  edgePath: '/api/exams/{id}/items/{itemId}',
  access: { edge: teachingRoles },
  params: itemParams,
  body: z.strictObject({
    stem: stem.optional(),
    options: options.optional(),
    prompts: prompts.optional(),
    key: itemAnswer.optional().describe(keyText),
    quantity: quantity.optional().describe('Replaces all rules of a numeric item.'),
    scoring: scoring.optional(),
    criteria: criteria
      .optional()
      .describe('Replaces the whole rubric of a long answer. Its points become those of the item.'),
    answerLength: answerLength.optional(),
    points: points.optional(),
    revision,
  }),
  precautions: ['/revision'],
  success: { 200: examWithKeys },
  problems: [...editingProblems, 'item-not-found', 'items-changed'],
});

export const overruleWarning = operation({
  operationId: 'overruleWarning',
  service: 'exam',
  summary:
    'Overrules a warning about an item of an exam without attempts. The reason is stored with the item until the item is changed.',
  method: 'PUT',
  path: '/exams/{id}/items/{itemId}/warnings/{flaw}',
  edgePath: '/api/exams/{id}/items/{itemId}/warnings/{flaw}',
  access: { edge: teachingRoles },
  params: itemParams.extend({ flaw: itemFlaw }),
  body: z.strictObject({ reason: text({ min: 1, max: maxOverrulingReasonCharacters }) }),
  success: { 200: examWithKeys },
  problems: [...editingProblems, 'item-not-found', 'warning-not-found'],
});

export const deleteItem = operation({
  operationId: 'deleteItem',
  service: 'exam',
  summary: 'Deletes an item of an exam without attempts. The last item stays.',
  method: 'DELETE',
  path: '/exams/{id}/items/{itemId}',
  edgePath: '/api/exams/{id}/items/{itemId}',
  access: { edge: teachingRoles },
  params: itemParams,
  query: z.strictObject({ revision }),
  precautions: ['/query/revision'],
  success: { 204: null },
  problems: [...editingProblems, 'item-not-found', 'items-changed', 'last-item'],
});

export const orderItems = operation({
  operationId: 'orderItems',
  service: 'exam',
  summary:
    'Puts the items of an exam without attempts in another order. Students see it unless `shuffle` is true.',
  method: 'PUT',
  path: '/exams/{id}/item-order',
  edgePath: '/api/exams/{id}/item-order',
  access: { edge: teachingRoles },
  params: examParams,
  body: z.strictObject({
    itemIds: z.array(uuid).min(1).max(maxItems).describe('Every item of the exam once.'),
    knownItemIds: z
      .array(uuid)
      .max(maxItems)
      .optional()
      .describe(
        'The items in the order that the caller has read. Another stored order answers 409, unless it is the wanted one.',
      ),
  }),
  precautions: ['/knownItemIds'],
  success: { 200: examWithKeys },
  problems: [...editingProblems, 'items-changed'],
});

export const regenerateItem = operation({
  operationId: 'regenerateItem',
  service: 'exam',
  summary:
    'Replaces an item of an exam without attempts by another generated item of its type and document. The new item asks for no term and shares no stem of the present items. Where a model writes exams, it writes this item as well; rules write what it could not. `writtenBy` of the item says who did.',
  method: 'POST',
  path: '/exams/{id}/items/{itemId}/regenerate',
  edgePath: '/api/exams/{id}/items/{itemId}/regenerate',
  access: { edge: teachingRoles },
  params: itemParams,
  query: z.strictObject({ revision }),
  precautions: ['/query/revision'],
  success: { 200: examWithKeys },
  problems: [
    ...editingProblems,
    'item-not-found',
    'items-changed',
    'document-not-found',
    'document-not-ready',
    'generation-limit-reached',
    'language-unsupported',
    'no-items-possible',
    'knowledge-base-unavailable',
  ],
});
