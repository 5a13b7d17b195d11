import { z } from 'zod';
import { operation } from '../operation.ts';
import { text } from '../text.ts';
import { teachingRoles } from '../values.ts';
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
