import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownLabel } from '../text.ts';
import { instant, roles, singleLine, teachingRoles, uuid } from '../values.ts';
import { givenAssignments, shownAssignments } from './assignment.ts';
import { blueprint, generationReport, materialLanguage } from './blueprint.ts';
import { shortfall } from './generation-reasons.ts';
import { generation } from './generations.ts';
import { blankItem, defaultItemTypes, item, wantedItemTypes } from './items.ts';

/** The maximum of the setting `MAX_ITEMS_PER_EXAM`. */
export const maxItems = 200;

const examStatus = z.enum(['draft', 'published']).meta({ id: 'ExamStatus' });
/** The time of each student for a timed exam. */
export const durationMinutes = z.int().min(1).max(1_440);

const shuffle = z
  .boolean()
  .describe(
    'Whether each student gets the items and their options in a different order. Default: the setting of the draft, which is true.',
  );

const examFields = {
  examId: uuid,
  title: shownLabel(),
  status: examStatus,
  opensAt: instant.nullable(),
  closesAt: instant.nullable(),
  durationMinutes: z.int().nullable(),
  createdAt: instant,
  shuffle: z
    .boolean()
    .describe('Whether each student gets the items and their options in a different order.'),
  releasedAt: instant.nullable().describe('When the teacher released the results before the exam closed.'),
  resultsAvailableAt: instant
    .nullable()
    .describe(
      'From then on students see scores, feedback and sources of their attempts, and the exam accepts no attempt: the close of the exam, or an earlier release. Null: the teacher has to release the results.',
    ),
};

const lostSourcesText =
  'Documents of its items that were deleted or hidden later. The exam retains the quotes that it needs. Students do not see this.';
const ownership = {
  handedOverAt: instant
    .nullable()
    .optional()
    .describe('When an admin handed the exam over to its present teacher. Students do not see this.'),
  teacherUnavailable: z
    .enum(['disabled', 'demoted', 'deleted'])
    .nullable()
    .optional()
    .describe('Why the teacher cannot manage the exam. Only in an admin’s list of the exams of a teacher.'),
};

const lostSource = z
  .strictObject({
    documentId: uuid,
    reason: z.enum(['deleted', 'hidden']),
    itemCount: z.int().describe('Items of this exam that quote the document.'),
  })
  .meta({ id: 'LostSource' });

export const examSummary = z
  .strictObject({
    ...examFields,
    itemCount: z.int(),
    maxScore: z.number(),
    ...ownership,
    lostSources: z.array(lostSource).optional().describe(lostSourcesText),
  })
  .meta({ id: 'ExamSummary' });

/** An exam as its teacher sees it. */
export const examWithKeys = z
  .strictObject({
    ...examFields,
    items: z.array(item),
    shortfall: shortfall.optional(),
    report: generationReport.optional().describe('For a generated exam; some earlier versions had none.'),
    assignments: shownAssignments.optional(),
    ...ownership,
    lostSources: z.array(lostSource).optional().describe(lostSourcesText),
  })
  .meta({ id: 'ExamWithKeys' });

/** A published exam as a student sees it. */
export const examWithoutKeys = z
  .strictObject({ ...examFields, items: z.array(blankItem) })
  .meta({ id: 'ExamWithoutKeys' });

export const examParams = z.strictObject({ id: uuid });

export const generateExam = operation({
  operationId: 'generateExam',
  service: 'exam',
  summary:
    'Generates a draft exam from documents that the caller may read. No item asks nearly what an item of the teacher’s earlier exams asks. Where a model writes, the answer is 202 with the location of the generation, which ends with the draft.',
  method: 'POST',
  path: '/generate',
  edgePath: '/api/exams/generate',
  access: { edge: teachingRoles },
  body: z.strictObject({
    documentIds: z.array(uuid).min(1).max(20),
    title: singleLine(300).optional(),
    itemCount: z
      .int()
      .min(1)
      .max(maxItems)
      .optional()
      .describe('Required without a blueprint. With one, the sum of its counts.'),
    types: wantedItemTypes.optional().describe(`Default: ${defaultItemTypes.join(', ')}.`),
    shuffle: shuffle.optional(),
    blueprint: blueprint.optional().describe('What the exam shall contain, cell by cell.'),
    language: materialLanguage
      .optional()
      .describe('Only pages in this language. Items are in the language of their page.'),
  }),
  success: { 201: examWithKeys, 202: generation },
  successHeaders: ['location'],
  problems: [
    'document-not-found',
    'document-not-ready',
    'draft-limit-reached',
    'generation-limit-reached',
    'language-unsupported',
    'no-items-possible',
    'too-many-items',
    'knowledge-base-unavailable',
  ],
});

/** The draft in an answer of `generateExam`. Throws an Error when a model writes the exam. */
export const draftIn = (answer: z.output<typeof examWithKeys> | z.output<typeof generation>) => {
  if ('examId' in answer) return answer;
  throw new Error(`a model writes the exam: generation ${answer.generationId}`);
};

export const listExams = operation({
  operationId: 'listExams',
  service: 'exam',
  summary:
    'Lists a teacher’s own exams, or the exams assigned to a student, newest first. An admin may list the exams of another teacher, without items.',
  method: 'GET',
  path: '/exams',
  edgePath: '/api/exams',
  access: { edge: roles },
  query: pageQuery.extend({
    teacherId: uuid.optional().describe('A teacher of the admin’s institution. Admins only.'),
    classId: uuid
      .optional()
      .describe(
        'Only exams that are assigned to the class or to a unit above it. A student must be in the class.',
      ),
  }),
  success: { 200: pageOf(examSummary) },
  problems: ['forbidden'],
});

export const readExam = operation({
  operationId: 'readExam',
  service: 'exam',
  summary:
    'Returns an exam. Its teacher sees the items with keys. Students see the items without keys after the exam opens; in a timed exam, after they start an attempt.',
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
  summary: 'Publishes a draft exam and notifies the students to whom it is assigned.',
  method: 'POST',
  path: '/exams/{id}/publish',
  edgePath: '/api/exams/{id}/publish',
  access: { edge: teachingRoles },
  params: examParams,
  bodyOptional: true,
  body: z.strictObject({
    opensAt: instant.optional(),
    closesAt: instant.optional(),
    durationMinutes: durationMinutes.optional(),
    shuffle: shuffle.optional(),
    assignments: givenAssignments.optional().describe('Default: the whole institution.'),
  }),
  success: { 200: examWithKeys },
  problems: [
    'exam-not-found',
    'exam-already-published',
    'exam-limit-reached',
    'class-not-found',
    'node-not-found',
    'forbidden',
  ],
});

export const deleteExam = operation({
  operationId: 'deleteExam',
  service: 'exam',
  summary: 'Deletes a draft exam. A published exam stays for the students who took it.',
  method: 'DELETE',
  path: '/exams/{id}',
  edgePath: '/api/exams/{id}',
  access: { edge: teachingRoles },
  params: examParams,
  success: { 204: null },
  problems: ['exam-not-found', 'exam-already-published'],
});

export const releaseExam = operation({
  operationId: 'releaseExam',
  service: 'exam',
  summary:
    'Releases the results of an exam to its students and ends the exam. Attempts in progress close with the responses saved so far. A repeated request changes nothing.',
  method: 'POST',
  path: '/exams/{id}/release',
  edgePath: '/api/exams/{id}/release',
  access: { edge: teachingRoles },
  params: examParams,
  success: { 200: examWithKeys },
  problems: ['exam-not-found', 'exam-not-published', 'exam-not-open'],
});

export const handOverExams = operation({
  operationId: 'handOverExams',
  service: 'exam',
  summary:
    'Hands the exams of a teacher who was disabled, deleted or is no longer a teacher to another teacher of the admin’s institution. The exams are marked as handed over.',
  method: 'POST',
  path: '/exams/handover',
  edgePath: '/api/exams/handover',
  access: { edge: ['admin'] },
  body: z.strictObject({
    fromTeacherId: uuid,
    toTeacherId: uuid,
    examIds: z.array(uuid).min(1).max(100).optional().describe('Default: all exams of the teacher.'),
  }),
  success: { 200: z.strictObject({ handedOver: z.int() }).meta({ id: 'HandedOverExams' }) },
  problems: ['account-not-found', 'teacher-available'],
});
