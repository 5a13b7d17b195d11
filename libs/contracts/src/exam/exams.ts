import { z } from 'zod';
import { receiverOf } from '../events.ts';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { span } from '../rag/library.ts';
import { instant, line, roles, uuid } from '../values.ts';

export const maxItems = 50;
export const maxResponseCharacters = 10_000;

export const itemTypes = ['single_choice', 'multiple_choice', 'true_false', 'cloze', 'short_answer'] as const;
export const itemType = z.enum(itemTypes).meta({ id: 'ItemType' });
export type ItemType = z.infer<typeof itemType>;

export const itemSource = z
  .strictObject({ documentId: uuid, pageLabel: z.string(), pageNumber: z.int(), span, quote: z.string() })
  .meta({ id: 'ItemSource' });

/** An optionId, a list of them, a boolean, or text, by the item's type. */
export const itemAnswer = z
  .union([z.string().max(maxResponseCharacters), z.array(z.string().max(100)).max(20), z.boolean()])
  .meta({ id: 'ItemAnswer' });

const itemFields = {
  itemId: uuid,
  type: itemType,
  stem: z.string(),
  options: z.array(z.strictObject({ optionId: z.string(), text: z.string() })).optional(),
  points: z.number(),
};

/** An item as a student sees it before marking: neither key nor source, which would give the answer away. */
export const blankItem = z.strictObject(itemFields).meta({ id: 'BlankItem' });
/** An item as its teacher sees it. */
export const item = z
  .strictObject({ ...itemFields, key: itemAnswer, source: itemSource })
  .meta({ id: 'Item' });
export type Item = z.infer<typeof item>;

const examStatus = z.enum(['draft', 'published']).meta({ id: 'ExamStatus' });
const shortfall = z
  .strictObject({ requested: z.int(), made: z.int(), reason: z.string() })
  .meta({ id: 'Shortfall' });

const examFields = {
  examId: uuid,
  title: z.string(),
  status: examStatus,
  opensAt: instant.nullable(),
  closesAt: instant.nullable(),
  durationMinutes: z.int().nullable(),
  createdAt: instant,
};

export const examSummary = z
  .strictObject({ ...examFields, itemCount: z.int(), maxScore: z.number() })
  .meta({ id: 'ExamSummary' });
/** What a teacher sees of an own exam. */
export const examWithKeys = z
  .strictObject({ ...examFields, items: z.array(item), shortfall: shortfall.optional() })
  .meta({ id: 'ExamWithKeys' });
/** What a student sees of a published exam. */
export const examWithoutKeys = z
  .strictObject({ ...examFields, items: z.array(blankItem) })
  .meta({ id: 'ExamWithoutKeys' });

const teachers = ['teacher', 'admin'] as const;
const examParams = z.strictObject({ id: uuid });
const attemptItemParams = z.strictObject({ id: uuid, itemId: uuid });

export const generateExam = operation({
  operationId: 'generateExam',
  service: 'exam',
  summary: 'Makes a draft exam from documents the caller may read.',
  method: 'POST',
  path: '/generate',
  edgePath: '/api/exams/generate',
  access: { edge: teachers },
  body: z.strictObject({
    documentIds: z.array(uuid).min(1).max(20),
    title: line(300).optional(),
    itemCount: z.int().min(1).max(maxItems),
    types: z.array(itemType).min(1).max(itemTypes.length).optional(),
  }),
  success: { 201: examWithKeys },
  successHeaders: ['location'],
  problems: ['document-not-found', 'document-not-ready', 'no-items-possible', 'knowledge-base-unavailable'],
});

export const listExams = operation({
  operationId: 'listExams',
  service: 'exam',
  summary: 'A teacher’s own exams, or a student’s published ones, newest first.',
  method: 'GET',
  path: '/exams',
  edgePath: '/api/exams',
  access: { edge: roles },
  query: pageQuery,
  success: { 200: pageOf(examSummary) },
  problems: [],
});

export const readExam = operation({
  operationId: 'readExam',
  service: 'exam',
  summary: 'One exam: with keys for its teacher, without for a student.',
  method: 'GET',
  path: '/exams/{id}',
  edgePath: '/api/exams/{id}',
  access: { edge: roles },
  params: examParams,
  success: { 200: z.union([examWithKeys, examWithoutKeys]) },
  problems: ['exam-not-found'],
});

export const publishExam = operation({
  operationId: 'publishExam',
  service: 'exam',
  summary: 'Publishes a draft; students of the institution are told.',
  method: 'POST',
  path: '/exams/{id}/publish',
  edgePath: '/api/exams/{id}/publish',
  access: { edge: teachers },
  params: examParams,
  bodyOptional: true,
  body: z.strictObject({
    opensAt: instant.optional(),
    closesAt: instant.optional(),
    durationMinutes: z.int().min(1).max(1_440).optional(),
  }),
  success: { 200: examWithKeys },
  problems: ['exam-not-found', 'exam-already-published'],
});

const attemptStatus = z.enum(['in_progress', 'graded', 'needs_review']).meta({ id: 'AttemptStatus' });

export const startAttempt = operation({
  operationId: 'startAttempt',
  service: 'exam',
  summary: 'Starts an attempt, or answers with the open one.',
  method: 'POST',
  path: '/exams/{id}/attempts',
  edgePath: '/api/exams/{id}/attempts',
  access: { edge: ['student'] },
  params: examParams,
  success: {
    201: z
      .strictObject({ attemptId: uuid, items: z.array(blankItem), deadlineAt: instant.nullable() })
      .meta({ id: 'StartedAttempt' }),
  },
  problems: ['exam-not-found', 'exam-not-open', 'attempt-already-submitted'],
});

export const saveResponse = operation({
  operationId: 'saveResponse',
  service: 'exam',
  summary: 'Saves the response to one item of an open attempt; the last one counts.',
  method: 'PUT',
  path: '/exams/attempts/{id}/responses/{itemId}',
  edgePath: '/api/exams/attempts/{id}/responses/{itemId}',
  access: { edge: ['student'] },
  params: attemptItemParams,
  body: z.strictObject({ response: itemAnswer }),
  success: { 204: null },
  problems: ['attempt-not-found', 'item-not-found', 'attempt-already-submitted', 'attempt-deadline-passed'],
});

const itemMark = z
  .strictObject({
    itemId: uuid,
    score: z.number().nullable().describe('null until it is marked.'),
    maxScore: z.number(),
    feedback: z.string().nullable(),
    response: itemAnswer.nullable(),
    source: itemSource.nullable().describe('null while the attempt is in progress.'),
  })
  .meta({ id: 'ItemMark' });

export const attempt = z
  .strictObject({
    attemptId: uuid,
    examId: uuid,
    studentId: uuid,
    status: attemptStatus,
    score: z.number().nullable().describe('Sum of the marks so far; null while in progress.'),
    maxScore: z.number(),
    startedAt: instant,
    deadlineAt: instant.nullable(),
    submittedAt: instant.nullable(),
    items: z.array(itemMark),
  })
  .meta({ id: 'Attempt' });

export const submitAttempt = operation({
  operationId: 'submitAttempt',
  service: 'exam',
  summary: 'Submits an attempt and marks what rules can mark; again gives the same answer.',
  method: 'POST',
  path: '/exams/attempts/{id}/submit',
  edgePath: '/api/exams/attempts/{id}/submit',
  access: { edge: ['student'] },
  params: examParams,
  success: { 200: attempt },
  problems: ['attempt-not-found', 'attempt-deadline-passed'],
});

export const readAttempt = operation({
  operationId: 'readAttempt',
  service: 'exam',
  summary: 'An attempt with its marks, for its student and the exam’s teacher.',
  method: 'GET',
  path: '/exams/attempts/{id}',
  edgePath: '/api/exams/attempts/{id}',
  access: { edge: roles },
  params: examParams,
  success: { 200: attempt },
  problems: ['attempt-not-found'],
});

export const listAttempts = operation({
  operationId: 'listAttempts',
  service: 'exam',
  summary: 'The attempts at an exam, for its teacher, newest first.',
  method: 'GET',
  path: '/exams/{id}/attempts',
  edgePath: '/api/exams/{id}/attempts',
  access: { edge: teachers },
  params: examParams,
  query: pageQuery,
  success: { 200: pageOf(attempt) },
  problems: ['exam-not-found'],
});

export const markItem = operation({
  operationId: 'markItem',
  service: 'exam',
  summary: 'A teacher’s mark for one item of a submitted attempt; earlier marks are kept as history.',
  method: 'PUT',
  path: '/exams/attempts/{id}/marks/{itemId}',
  edgePath: '/api/exams/attempts/{id}/marks/{itemId}',
  access: { edge: teachers },
  params: attemptItemParams,
  body: z.strictObject({ score: z.number().min(0), feedback: z.string().trim().max(4_000).optional() }),
  success: { 200: attempt },
  problems: ['attempt-not-found', 'item-not-found', 'attempt-not-submitted'],
});

export const receiveExamEvent = receiverOf('exam', 'receiveExamEvent');
