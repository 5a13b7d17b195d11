import { z } from 'zod';
import { operation } from '../operation.ts';
import { text } from '../text.ts';
import { teachingRoles, uuid } from '../values.ts';
import { attempt, attemptItemParams } from './attempts.ts';

export const markItem = operation({
  operationId: 'markItem',
  service: 'exam',
  summary:
    'Sets a teacher’s mark for one item of a submitted attempt. Earlier marks are retained as history.',
  method: 'PUT',
  path: '/exams/attempts/{id}/marks/{itemId}',
  edgePath: '/api/exams/attempts/{id}/marks/{itemId}',
  access: { edge: teachingRoles },
  params: attemptItemParams,
  body: z.strictObject({ score: z.number().min(0), feedback: text({ max: 4_000 }).optional() }),
  success: { 200: attempt },
  problems: ['attempt-not-found', 'item-not-found', 'attempt-not-submitted'],
});

const markSuggestion = z
  .strictObject({
    itemId: uuid,
    score: z.number().nullable().describe('Null when the model is not certain enough to suggest a score.'),
    certainty: z
      .number()
      .min(0.5)
      .max(1)
      .describe('The probability that the likelier verdict is the teacher’s.'),
    markedAnswers: z.int().describe('The number of marked answers that the model compared.'),
  })
  .meta({ id: 'MarkSuggestion' });

export const suggestMarks = operation({
  operationId: 'suggestMarks',
  service: 'exam',
  summary:
    'Suggests scores for the short answers of a submitted attempt that await a teacher. A trained model compares each answer with the key and with the latest answers to the same item that teachers marked. It sets no mark.',
  method: 'GET',
  path: '/exams/attempts/{id}/suggestions',
  edgePath: '/api/exams/attempts/{id}/suggestions',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  success: { 200: z.strictObject({ items: z.array(markSuggestion) }).meta({ id: 'MarkSuggestions' }) },
  problems: ['attempt-not-found', 'attempt-not-submitted'],
});
