import { z } from 'zod';
import { operation } from '../../operation.ts';
import { shownText, text } from '../../text.ts';
import { instant, teachingRoles, uuid } from '../../values.ts';
import { attempt, attemptItemParams, markedBy } from '../attempts.ts';
import { examParams } from '../exams.ts';
import { givenScore, markedCriterion, suggestedCriterion } from '../rubric.ts';

/** Maximum number of marks that teachers set for one answer. All of them are retained. */
export const maxTeacherMarks = 50;

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
  body: z.strictObject({
    ...givenScore,
    feedback: text({ max: 4_000 }).optional(),
  }),
  success: { 200: attempt },
  problems: ['attempt-not-found', 'item-not-found', 'attempt-not-submitted', 'mark-limit-reached'],
});

const historicMark = z
  .strictObject({
    score: z.number().nullable().describe('Null: a teacher had to decide.'),
    feedback: shownText(),
    markedBy: markedBy.nullable().describe('Null without a score.'),
    teacherId: uuid.nullable().describe('Null without a teacher, and after the account was erased.'),
    occasion: z
      .enum(['submission', 'correction', 'examples', 'judgement', 'review', 'group', 'appeal'])
      .nullable()
      .describe(
        'Why the mark was set. `examples`: marks of teachers for other answers made the model sure. `judgement`: a language model judged the answer after the submission. `review`: a teacher marked the answer, `group`: together with similar ones. Null for marks of earlier versions.',
      ),
    criteria: z.array(markedCriterion).optional().describe('For long answers.'),
    markedAt: instant,
  })
  .meta({ id: 'HistoricMark' });

export const listItemMarks = operation({
  operationId: 'listItemMarks',
  service: 'exam',
  summary: 'Lists all marks of one item of an attempt for the exam’s teacher, newest first.',
  method: 'GET',
  path: '/exams/attempts/{id}/marks/{itemId}',
  edgePath: '/api/exams/attempts/{id}/marks/{itemId}',
  access: { edge: teachingRoles },
  priority: 'low',
  params: attemptItemParams,
  success: { 200: z.strictObject({ items: z.array(historicMark) }).meta({ id: 'HistoricMarks' }) },
  problems: ['attempt-not-found', 'item-not-found'],
});

const machineMarking = z
  .strictObject({
    shortAnswers: z
      .boolean()
      .describe('Whether the trained model marks short answers of which it is sure. Default: true.'),
  })
  .meta({ id: 'MachineMarking' });

export const readMachineMarking = operation({
  operationId: 'readMachineMarking',
  service: 'exam',
  summary: 'Returns to the exam’s teacher whether the trained model marks short answers of the exam.',
  method: 'GET',
  path: '/exams/{id}/machine-marking',
  edgePath: '/api/exams/{id}/machine-marking',
  access: { edge: teachingRoles },
  params: examParams,
  success: { 200: machineMarking },
  problems: ['exam-not-found'],
});

export const setMachineMarking = operation({
  operationId: 'setMachineMarking',
  service: 'exam',
  summary: 'Lets the trained model mark short answers of the exam, or stops it. Earlier marks stay.',
  method: 'PUT',
  path: '/exams/{id}/machine-marking',
  edgePath: '/api/exams/{id}/machine-marking',
  access: { edge: teachingRoles },
  params: examParams,
  body: machineMarking,
  success: { 200: machineMarking },
  problems: ['exam-not-found'],
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
    criteria: z
      .array(suggestedCriterion)
      .optional()
      .describe('For long answers, whose score is always null: what each criterion finds in the answer.'),
  })
  .meta({ id: 'MarkSuggestion' });

export const suggestMarks = operation({
  operationId: 'suggestMarks',
  service: 'exam',
  summary:
    'Suggests scores for the short answers of a submitted attempt that await a teacher, and evidence for the criteria of long answers. A trained model compares each short answer with the key and with the latest answers to the same item that teachers marked. It sets no mark.',
  method: 'GET',
  path: '/exams/attempts/{id}/suggestions',
  edgePath: '/api/exams/attempts/{id}/suggestions',
  access: { edge: teachingRoles },
  params: z.strictObject({ id: uuid }),
  success: { 200: z.strictObject({ items: z.array(markSuggestion) }).meta({ id: 'MarkSuggestions' }) },
  problems: ['attempt-not-found', 'attempt-not-submitted'],
});
