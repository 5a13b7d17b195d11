import { z } from 'zod';
import { accessDecision, askedPerson } from '../access/decision.ts';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownLabel } from '../text.ts';
import { instant, roles, teachingRoles, uuid } from '../values.ts';
import { givenAssignments } from './assignment.ts';
import { attemptStatus, resultsFields } from './attempts.ts';
import { examParams, examWithKeys } from './exams.ts';

export const assignExam = operation({
  operationId: 'assignExam',
  service: 'exam',
  summary:
    'Replaces the assignments of a published exam, and notifies the students who are added. Attempts in progress lose no time, and results wait for the last student.',
  method: 'PUT',
  path: '/exams/{id}/assignments',
  edgePath: '/api/exams/{id}/assignments',
  access: { edge: teachingRoles },
  params: examParams,
  body: z.strictObject({ assignments: givenAssignments }),
  success: { 200: examWithKeys },
  problems: [
    'exam-not-found',
    'exam-not-published',
    'exam-ended',
    'class-not-found',
    'node-not-found',
    'forbidden',
  ],
});

export const giveExtraTime = operation({
  operationId: 'giveExtraTime',
  service: 'exam',
  summary:
    'Gives a student extra time at an exam, by its teacher or a current teacher of the student’s class. An attempt in progress gets the additional time.',
  method: 'PUT',
  path: '/exams/{id}/extra-time/{studentId}',
  edgePath: '/api/exams/{id}/extra-time/{studentId}',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid, studentId: uuid }),
  body: z.strictObject({
    factor: z
      .number()
      .min(1)
      .max(3)
      .multipleOf(0.01)
      .describe(
        'Multiplies the minutes of a timed exam, otherwise the time from its opening to its close, at most a day. 1: no extra time.',
      ),
  }),
  success: {
    200: z.strictObject({ examId: uuid, studentId: uuid, factor: z.number() }).meta({ id: 'ExtraTime' }),
  },
  problems: [
    'exam-not-found',
    'exam-not-published',
    'exam-ended',
    'person-not-found',
    'extra-time-limit-reached',
  ],
});

const studentAttempt = z
  .strictObject({
    attemptId: uuid,
    examId: uuid,
    title: shownLabel(),
    status: attemptStatus.describe('A submitted attempt is `needs_review` until the results are available.'),
    score: z.number().nullable().describe('Null until the results are available.'),
    maxScore: z.number(),
    startedAt: instant,
    submittedAt: instant.nullable(),
    ...resultsFields,
  })
  .meta({ id: 'StudentAttempt' });

export const listStudentAttempts = operation({
  operationId: 'listStudentAttempts',
  service: 'exam',
  summary:
    'Lists the attempts of a student, newest first, to the student. The student’s guardians see those whose results are available.',
  method: 'GET',
  path: '/exams/students/{id}/attempts',
  edgePath: '/api/exams/students/{id}/attempts',
  access: { edge: roles },
  priority: 'low',
  params: z.strictObject({ id: uuid.describe('The student.') }),
  query: pageQuery,
  success: { 200: pageOf(studentAttempt) },
  problems: ['person-not-found'],
});

export const explainExam = operation({
  operationId: 'explainExam',
  service: 'exam',
  summary:
    'Returns which rule decides whether a person may read an exam. The user must be allowed to know the exam; otherwise the answer is that of a missing one. Only services may call this.',
  method: 'GET',
  path: '/exams/{id}/access',
  access: { services: ['user'] },
  params: examParams,
  query: askedPerson,
  success: { 200: accessDecision },
  problems: [],
});
