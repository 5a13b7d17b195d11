import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownIdentifier, shownText } from '../text.ts';
import { instant, roles, teachingRoles, uuid } from '../values.ts';
import { examParams } from './exams.ts';
import { blankItem, clearableAnswer, itemSource, shownItemAnswer } from './items.ts';
import { markedCriterion } from './rubric.ts';

const attemptParams = z.strictObject({ id: uuid });
export const attemptItemParams = z.strictObject({ id: uuid, itemId: uuid });

export const attemptStatus = z.enum(['in_progress', 'graded', 'needs_review']).meta({ id: 'AttemptStatus' });

export const markedBy = z
  .strictObject({
    kind: z
      .enum(['rule', 'model', 'teacher'])
      .describe('`rule` and `model` are marks without a person. A student can appeal against them.'),
    version: shownIdentifier()
      .nullable()
      .describe(
        'The version of the rules or of the trained model, or the name of a language model with the version of its rubric.',
      ),
    confidence: z
      .number()
      .min(0.5)
      .max(1)
      .nullable()
      .describe(
        'The probability that a teacher would give this score, as the model states it. Null for a rule and a teacher.',
      ),
  })
  .meta({ id: 'MarkedBy' });

const itemMark = z
  .strictObject({
    itemId: uuid,
    score: z
      .number()
      .nullable()
      .describe('Null until the item is marked; for the student also until the results are available.'),
    maxScore: z.number(),
    feedback: shownText()
      .nullable()
      .describe('Null until the attempt is submitted; for the student also until the results are available.'),
    markedBy: markedBy
      .nullable()
      .describe('Null until the item is marked; for the student also until the results are available.'),
    response: shownItemAnswer.nullable(),
    criteria: z
      .array(markedCriterion)
      .nullable()
      .optional()
      .describe(
        'For long answers. Null while the attempt is in progress; for the student also until the results are available.',
      ),
    source: itemSource
      .nullable()
      .describe(
        'Null while the attempt is in progress; for the student also until the results are available.',
      ),
  })
  .meta({ id: 'ItemMark' });

export const resultsFields = {
  resultsAvailable: z.boolean().describe('Whether students see the results of this exam.'),
  resultsAvailableAt: instant
    .nullable()
    .describe('When students see the results. Null: when the teacher releases them.'),
};

export const attempt = z
  .strictObject({
    attemptId: uuid,
    examId: uuid,
    studentId: uuid,
    status: attemptStatus.describe(
      'For the student, a submitted attempt is `needs_review` until the results are available, because `graded` reveals that the rules accepted every answer.',
    ),
    score: z
      .number()
      .nullable()
      .describe(
        'Sum of the marks so far. Null while the attempt is in progress; for the student also until the results are available.',
      ),
    maxScore: z.number(),
    startedAt: instant,
    deadlineAt: instant.nullable(),
    submittedAt: instant.nullable(),
    ...resultsFields,
    items: z.array(itemMark),
  })
  .meta({ id: 'Attempt' });

export const startAttempt = operation({
  operationId: 'startAttempt',
  service: 'exam',
  summary: 'Starts the student’s attempt at an exam, or returns the attempt in progress.',
  method: 'POST',
  path: '/exams/{id}/attempts',
  edgePath: '/api/exams/{id}/attempts',
  access: { edge: ['student'] },
  priority: 'high',
  params: examParams,
  success: {
    201: z
      .strictObject({
        attemptId: uuid,
        items: z.array(blankItem),
        deadlineAt: instant.nullable(),
        ...resultsFields,
      })
      .meta({ id: 'StartedAttempt' }),
  },
  problems: ['exam-not-found', 'exam-not-open', 'attempt-already-submitted', 'attempt-limit-reached'],
});

export const saveResponse = operation({
  operationId: 'saveResponse',
  service: 'exam',
  summary:
    'Saves the response to one item of an attempt in progress. A later response replaces an earlier one, and null clears it.',
  method: 'PUT',
  path: '/exams/attempts/{id}/responses/{itemId}',
  edgePath: '/api/exams/attempts/{id}/responses/{itemId}',
  access: { edge: ['student'] },
  priority: 'high',
  params: attemptItemParams,
  body: z.strictObject({
    response: clearableAnswer.describe('Null clears the response: the item counts as not answered.'),
  }),
  success: { 204: null },
  problems: ['attempt-not-found', 'item-not-found', 'attempt-already-submitted', 'attempt-deadline-passed'],
});

export const submitAttempt = operation({
  operationId: 'submitAttempt',
  service: 'exam',
  summary:
    'Submits an attempt. Its scores, feedback and sources stay hidden from the student until the exam’s results are available. A repeated request gets the same answer.',
  method: 'POST',
  path: '/exams/attempts/{id}/submit',
  edgePath: '/api/exams/attempts/{id}/submit',
  access: { edge: ['student'] },
  priority: 'high',
  params: attemptParams,
  success: { 200: attempt },
  problems: ['attempt-not-found', 'attempt-deadline-passed'],
});

export const readAttempt = operation({
  operationId: 'readAttempt',
  service: 'exam',
  summary:
    'Returns an attempt with its marks to the exam’s teacher, and once the exam’s results are available to its student, the student’s guardians and the current teachers of a class of the student to which the exam is assigned. Before, the student and these teachers get the attempt without marks.',
  method: 'GET',
  path: '/exams/attempts/{id}',
  edgePath: '/api/exams/attempts/{id}',
  access: { edge: roles },
  params: attemptParams,
  success: { 200: attempt },
  problems: ['attempt-not-found'],
});

export const listAttempts = operation({
  operationId: 'listAttempts',
  service: 'exam',
  summary:
    'Lists the attempts at an exam for its teacher, newest first. A current teacher of a class to which the exam is assigned sees those of the students of the class, without marks until the results are available.',
  method: 'GET',
  path: '/exams/{id}/attempts',
  edgePath: '/api/exams/{id}/attempts',
  access: { edge: teachingRoles },
  priority: 'low',
  params: examParams,
  query: pageQuery,
  success: { 200: pageOf(attempt) },
  problems: ['exam-not-found'],
});
