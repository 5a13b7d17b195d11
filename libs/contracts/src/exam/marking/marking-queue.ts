import { z } from 'zod';
import { operation } from '../../operation.ts';
import { pageOf, pageQuery } from '../../pagination.ts';
import { shownIdentifier, shownLabel, shownText, text } from '../../text.ts';
import { teachingRoles, uuid } from '../../values.ts';
import { itemSource, itemType, shownItemAnswer, shownQuantity } from '../items.ts';
import { givenScore, judgedCriterion, shownCriterion, suggestedCriterion } from '../rubric.ts';

/** Answers of one item beyond this number are not counted. */
export const maxCountedAnswers = 1_000;
/** Answers that one request may mark. */
export const maxGroupMarks = 100;

const itemParams = z.strictObject({ itemId: uuid });
const classFilter = { classId: uuid.optional().describe('Only answers of students of this class.') };

const queuedItem = z
  .strictObject({
    examId: uuid,
    examTitle: shownLabel(),
    itemId: uuid,
    type: itemType,
    stem: shownText(),
    points: z.number(),
    waitingAnswers: z
      .int()
      .describe(`The number of answers that await a mark, at most ${maxCountedAnswers}.`),
  })
  .meta({ id: 'QueuedItem' });

export const listMarkingQueue = operation({
  operationId: 'listMarkingQueue',
  service: 'exam',
  summary: 'Lists the items of the teacher’s exams with answers that await a mark.',
  method: 'GET',
  path: '/exams/marking/queue',
  edgePath: '/api/exams/marking/queue',
  access: { edge: teachingRoles },
  priority: 'low',
  query: pageQuery.extend({ examId: uuid.optional(), ...classFilter }),
  success: { 200: pageOf(queuedItem) },
  problems: ['class-not-found'],
});

const suggestion = z
  .strictObject({
    score: z.number().nullable().describe('Null when the model is not certain enough.'),
    certainty: z.number().min(0.5).max(1),
  })
  .meta({ id: 'QueueSuggestion' });

const judgement = z
  .strictObject({
    outcome: shownIdentifier().describe('Why the judgement is no mark, such as `low-confidence`.'),
    version: shownIdentifier().nullable(),
    confidence: z.number().min(0).max(1).nullable(),
    criteria: z.array(judgedCriterion).describe('Empty for judgements of earlier versions.'),
  })
  .describe('What a language model found in an answer that it left to the teacher.')
  .meta({ id: 'WaitingJudgement' });

const waitingAnswer = z
  .strictObject({
    attemptId: uuid,
    studentId: uuid,
    response: shownItemAnswer.nullable(),
    suggestion: suggestion.nullable().describe('Null for other items than short answers.'),
    criteria: z
      .array(suggestedCriterion)
      .optional()
      .describe('For long answers: what each criterion finds in the answer.'),
    judgement: judgement.optional().describe('Absent when no language model judged the answer.'),
  })
  .meta({ id: 'WaitingAnswer' });

export const listWaitingAnswers = operation({
  operationId: 'listWaitingAnswers',
  service: 'exam',
  summary:
    'Lists answers to one item that await a mark, similar answers together. Groups are made within a page.',
  method: 'GET',
  path: '/exams/marking/queue/{itemId}',
  edgePath: '/api/exams/marking/queue/{itemId}',
  access: { edge: teachingRoles },
  priority: 'low',
  params: itemParams,
  query: pageQuery.extend(classFilter),
  success: {
    200: z
      .strictObject({
        examId: uuid,
        itemId: uuid,
        type: itemType,
        stem: shownText(),
        points: z.number(),
        key: shownItemAnswer,
        quantity: shownQuantity.optional(),
        criteria: z.array(shownCriterion).optional().describe('For long answers: the rubric.'),
        source: itemSource,
        groups: z.array(z.strictObject({ answers: z.array(waitingAnswer) }).meta({ id: 'AnswerGroup' })),
        nextCursor: shownIdentifier().nullable(),
      })
      .meta({ id: 'WaitingAnswers' }),
  },
  problems: ['item-not-found', 'class-not-found'],
});

const outcome = z
  .enum(['marked', 'unchanged', 'marked_by_teacher', 'attempt_not_found', 'attempt_not_submitted'])
  .describe(
    '`unchanged`: the answer had this mark. `marked_by_teacher`: a teacher has given another mark, which stays.',
  )
  .meta({ id: 'GroupMarkOutcome' });

export const markGroup = operation({
  operationId: 'markGroup',
  service: 'exam',
  summary:
    'Gives answers to one item the same mark. Each answer is marked by itself, so some can fail. A repeated request changes nothing.',
  method: 'POST',
  path: '/exams/marking/queue/{itemId}/marks',
  edgePath: '/api/exams/marking/queue/{itemId}/marks',
  access: { edge: teachingRoles },
  params: itemParams,
  body: z.strictObject({
    attemptIds: z
      .array(uuid)
      .min(1)
      .max(maxGroupMarks)
      .describe('The attempts whose answers the teacher has read.'),
    ...givenScore,
    feedback: text({ max: 4_000 }).optional(),
  }),
  success: {
    200: z
      .strictObject({
        items: z.array(z.strictObject({ attemptId: uuid, outcome }).meta({ id: 'GroupMark' })),
      })
      .meta({ id: 'GroupMarks' }),
  },
  problems: ['item-not-found'],
});
