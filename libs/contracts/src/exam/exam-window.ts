import { z } from 'zod';
import { operation } from '../operation.ts';
import { instant, teachingRoles } from '../values.ts';
import { durationMinutes, examParams, examWithKeys } from './exams.ts';

export const closeExam = operation({
  operationId: 'closeExam',
  service: 'exam',
  summary:
    'Closes an exam now, instead of at `closesAt`. Attempts in progress close with the responses saved so far, and the results become available. A repeated request changes nothing.',
  method: 'POST',
  path: '/exams/{id}/close',
  edgePath: '/api/exams/{id}/close',
  access: { edge: teachingRoles },
  params: examParams,
  success: { 200: examWithKeys },
  problems: ['exam-not-found', 'exam-not-published', 'exam-not-open'],
});

export const reopenExam = operation({
  operationId: 'reopenExam',
  service: 'exam',
  summary:
    'Opens an exam again that was closed or released. Students without an attempt can start one. Submitted and closed attempts stay closed, and their results are hidden until the exam ends again.',
  method: 'POST',
  path: '/exams/{id}/reopen',
  edgePath: '/api/exams/{id}/reopen',
  access: { edge: teachingRoles },
  params: examParams,
  bodyOptional: true,
  body: z.strictObject({
    closesAt: instant
      .optional()
      .describe('Default: the exam has no end, and the teacher releases the results.'),
  }),
  success: { 200: examWithKeys },
  problems: ['exam-not-found', 'exam-not-published', 'exam-not-ended'],
});

export const extendExam = operation({
  operationId: 'extendExam',
  service: 'exam',
  summary:
    'Moves the close of an exam to a later time, or gives every student more minutes. Attempts in progress get the additional time. No student loses time.',
  method: 'POST',
  path: '/exams/{id}/extend',
  edgePath: '/api/exams/{id}/extend',
  access: { edge: teachingRoles },
  params: examParams,
  body: z.strictObject({
    closesAt: instant.optional().describe('Later than the present close.'),
    durationMinutes: durationMinutes.optional().describe('More than the present number of minutes.'),
  }),
  success: { 200: examWithKeys },
  problems: ['exam-not-found', 'exam-not-published', 'exam-ended'],
});
