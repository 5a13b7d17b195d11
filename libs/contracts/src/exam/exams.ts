import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { instant, line, roles, teachingRoles, uuid } from '../values.ts';
import { blankItem, item, itemType, itemTypes } from './items.ts';

export const maxItems = 50;

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

export const examParams = z.strictObject({ id: uuid });

export const generateExam = operation({
  operationId: 'generateExam',
  service: 'exam',
  summary: 'Makes a draft exam from documents the caller may read.',
  method: 'POST',
  path: '/generate',
  edgePath: '/api/exams/generate',
  access: { edge: teachingRoles },
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
  access: { edge: teachingRoles },
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
