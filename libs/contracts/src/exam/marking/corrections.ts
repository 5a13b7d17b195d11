import { z } from 'zod';
import { operation } from '../../operation.ts';
import { pageQuery } from '../../pagination.ts';
import { shownIdentifier } from '../../text.ts';
import { instant, teachingRoles, uuid } from '../../values.ts';
import { itemAnswer, shownItemAnswer } from '../items.ts';

/** Maximum number of corrections of one item. */
export const maxCorrections = 20;

const credit = z
  .enum(['new_key', 'either_key', 'everyone'])
  .describe(
    'Who gets the points. `new_key`: answers that match the new key. `either_key`: also those that match an earlier key. `everyone`: every student.',
  )
  .meta({ id: 'CorrectionCredit' });

const correction = z
  .strictObject({
    correctionId: uuid,
    itemId: uuid,
    credit,
    key: shownItemAnswer.describe('The key since the correction.'),
    earlierKey: shownItemAnswer,
    createdAt: instant,
    attemptsDone: z.int().describe('The number of attempts that were considered so far.'),
    attemptsChanged: z.int().describe('The number of attempts whose score for the item changed.'),
    attemptsFailed: z
      .int()
      .optional()
      .describe(
        'The number of attempts whose marking has failed. It is repeated until `finishedAt`; then these attempts retain their marks, and the next correction considers them again.',
      ),
    finishedAt: instant.nullable().describe('Null while attempts are being marked again.'),
  })
  .meta({ id: 'ItemCorrection' });

const params = z.strictObject({ id: uuid, itemId: uuid });

const correctionRequest = z
  .strictObject({
    key: itemAnswer.optional().describe('Default: the present key.'),
    credit: credit.default('new_key'),
  })
  .refine(({ key, credit: given }) => key !== undefined || given === 'everyone', {
    path: ['key'],
    message: 'must be present unless `credit` is `everyone`',
  });

export const correctItem = operation({
  operationId: 'correctItem',
  service: 'exam',
  summary:
    'Corrects the key of an item of a published exam, and marks its submitted attempts again in the background. Marks by teachers stay, unless everyone gets the points. Students are notified of a changed result once the results are available.',
  method: 'POST',
  path: '/exams/{id}/items/{itemId}/corrections',
  edgePath: '/api/exams/{id}/items/{itemId}/corrections',
  access: { edge: teachingRoles },
  params,
  body: correctionRequest,
  success: { 202: correction },
  problems: ['exam-not-found', 'exam-not-published', 'item-not-found', 'correction-limit-reached'],
});

const changedScore = z
  .strictObject({
    attemptId: uuid,
    studentId: uuid,
    scoreBefore: z.number().nullable().describe('Null while the answer awaits a teacher.'),
    scoreAfter: z.number().nullable().describe('Null when the answer would await a teacher.'),
  })
  .meta({ id: 'ChangedScore' });

export const previewCorrection = operation({
  operationId: 'previewCorrection',
  service: 'exam',
  summary:
    'Lists the scores that a correction would change, and changes nothing. Each page considers `limit` submitted attempts.',
  method: 'POST',
  path: '/exams/{id}/items/{itemId}/corrections/preview',
  edgePath: '/api/exams/{id}/items/{itemId}/corrections/preview',
  access: { edge: teachingRoles },
  params,
  query: pageQuery,
  body: correctionRequest,
  success: {
    200: z
      .strictObject({
        attemptsSubmitted: z.int().describe('The number of submitted attempts at the exam.'),
        attemptsConsidered: z.int().describe('The number of attempts that this page considers.'),
        items: z.array(changedScore),
        nextCursor: shownIdentifier().nullable(),
      })
      .meta({ id: 'CorrectionPreview' }),
  },
  problems: ['exam-not-found', 'exam-not-published', 'item-not-found'],
});

export const listItemCorrections = operation({
  operationId: 'listItemCorrections',
  service: 'exam',
  summary: 'Lists the corrections of an item, newest first, with the progress of the marking.',
  method: 'GET',
  path: '/exams/{id}/items/{itemId}/corrections',
  edgePath: '/api/exams/{id}/items/{itemId}/corrections',
  access: { edge: teachingRoles },
  priority: 'low',
  params,
  success: { 200: z.strictObject({ items: z.array(correction) }).meta({ id: 'ItemCorrections' }) },
  problems: ['exam-not-found', 'item-not-found'],
});
