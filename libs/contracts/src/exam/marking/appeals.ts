import { z } from 'zod';
import { operation } from '../../operation.ts';
import { pageOf, pageQuery } from '../../pagination.ts';
import { shownText, text } from '../../text.ts';
import { instant, roles, teachingRoles, uuid } from '../../values.ts';
import { attemptItemParams } from '../attempts.ts';
import { givenCriteria } from '../rubric.ts';

/** Days after the results became available in which a student can appeal. */
export const appealDays = 30;
/** Characters of the reason of an appeal, and of its decision. */
const maxReason = 1_000;

export const appealStatus = z.enum(['open', 'upheld', 'changed']).meta({ id: 'AppealStatus' });

export const appeal = z
  .strictObject({
    appealId: uuid,
    examId: uuid,
    attemptId: uuid,
    itemId: uuid,
    studentId: uuid,
    status: appealStatus.describe('`upheld`: the mark stays. `changed`: a teacher gave another score.'),
    reason: shownText().nullable(),
    scoreBefore: z.number().describe('The score against which the student appealed.'),
    score: z.number().nullable().describe('The score of the decision. Null while the appeal is open.'),
    answer: shownText().nullable().describe('The teacher’s reason. Null while the appeal is open.'),
    createdAt: instant,
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'Appeal' });

export const appealMark = operation({
  operationId: 'appealMark',
  service: 'exam',
  summary: `Asks a teacher to look at a mark that a machine set. Possible for ${appealDays} days after the results became available, with one open appeal for each item.`,
  method: 'POST',
  path: '/exams/attempts/{id}/items/{itemId}/appeals',
  edgePath: '/api/exams/attempts/{id}/items/{itemId}/appeals',
  access: { edge: ['student'] },
  params: attemptItemParams,
  body: z.strictObject({ reason: text({ max: maxReason }).optional() }),
  success: { 201: appeal },
  problems: [
    'attempt-not-found',
    'item-not-found',
    'results-not-available',
    'mark-not-appealable',
    'appeal-already-open',
    'appeal-deadline-passed',
  ],
});

export const listAttemptAppeals = operation({
  operationId: 'listAttemptAppeals',
  service: 'exam',
  summary:
    'Lists the appeals of an attempt, newest first, for its student and the exam’s teacher. The student sees none while the results are not available.',
  method: 'GET',
  path: '/exams/attempts/{id}/appeals',
  edgePath: '/api/exams/attempts/{id}/appeals',
  access: { edge: roles },
  priority: 'low',
  params: z.strictObject({ id: uuid }),
  success: { 200: z.strictObject({ items: z.array(appeal) }).meta({ id: 'AttemptAppeals' }) },
  problems: ['attempt-not-found'],
});

export const listOpenAppeals = operation({
  operationId: 'listOpenAppeals',
  service: 'exam',
  summary: 'Lists the open appeals at the teacher’s exams, oldest first.',
  method: 'GET',
  path: '/exams/marking/appeals',
  edgePath: '/api/exams/marking/appeals',
  access: { edge: teachingRoles },
  priority: 'low',
  query: pageQuery.extend({ examId: uuid.optional() }),
  success: { 200: pageOf(appeal) },
  problems: [],
});

export const decideAppeal = operation({
  operationId: 'decideAppeal',
  service: 'exam',
  summary:
    'Decides an open appeal at the teacher’s exam, and notifies the student. Not possible while the exam is open again. The score becomes the teacher’s mark. Without a score, or with the score of the mark, the mark is upheld.',
  method: 'POST',
  path: '/exams/marking/appeals/{id}/decision',
  edgePath: '/api/exams/marking/appeals/{id}/decision',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  body: z.strictObject({
    score: z.number().min(0).optional(),
    criteria: givenCriteria.optional(),
    reason: text({ min: 1, max: maxReason }),
  }),
  success: { 200: appeal },
  problems: ['appeal-not-found', 'appeal-already-decided', 'exam-not-ended'],
});
