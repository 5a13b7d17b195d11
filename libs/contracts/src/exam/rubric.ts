import { z } from 'zod';
import { identifier, shownText, text } from '../text.ts';

/** The criteria of a long answer. A single one would be a short answer. */
export const minCriteria = 2;
export const maxCriteria = 6;
/** The shortest and the longest limit that a long answer may have, in characters. */
const minLimit = 200;
const maxLimit = 10_000;
/** The default limits of a long answer. */
export const defaultMaxCharacters = 5_000;
export const defaultSuggestedWords = 100;

const criterionPoints = z.number().min(0).max(100);

/** The statement that earns some of the points, and the words of the book that support the statement. */
export const criterion = z.strictObject({
  criterionId: identifier({ max: 20 }),
  label: text({ min: 1, max: 500 }).describe('What the answer says to meet the criterion.'),
  points: criterionPoints,
  quote: text({ min: 1, max: 2_000 }).describe(
    'The words of the book that support the criterion. They stand in the quote of the item.',
  ),
});
export const criteria = z
  .array(criterion)
  .min(minCriteria)
  .max(maxCriteria)
  .describe(
    'For long answers only. Neither two ids nor two labels are equal. The points of the item are their sum.',
  );

export const answerLength = z
  .strictObject({
    suggestedWords: z
      .int()
      .min(10)
      .max(2_000)
      .default(defaultSuggestedWords)
      .describe('Shown to students. A longer or shorter answer is accepted.'),
    maxCharacters: z
      .int()
      .min(minLimit)
      .max(maxLimit)
      .default(defaultMaxCharacters)
      .describe('A longer response is refused.'),
  })
  .describe('For long answers only.');

export const shownCriterion = z
  .strictObject({
    criterionId: identifier(),
    label: shownText(),
    points: z.number(),
    quote: shownText().describe('The words of the book that support the criterion.'),
  })
  .meta({ id: 'Criterion' });

export const shownAnswerLength = z
  .strictObject({ suggestedWords: z.int(), maxCharacters: z.int() })
  .meta({ id: 'AnswerLength' });

/** The scores that a teacher gives for the criteria of a long answer. */
export const givenCriteria = z
  .array(
    z.strictObject({
      criterionId: identifier({ max: 20 }),
      score: criterionPoints,
      feedback: text({ max: 1_000 }).optional(),
    }),
  )
  .max(maxCriteria)
  .describe('For long answers only: every criterion of the item once. The score is their sum.');

/** The fields in which a teacher gives a score. */
export const givenScore = {
  score: z
    .number()
    .min(0)
    .optional()
    .describe('Required except for a long answer, whose score is the sum of its criteria.'),
  criteria: givenCriteria.optional(),
};

/** A criterion of a long answer with its mark. */
export const markedCriterion = z
  .strictObject({
    criterionId: identifier(),
    label: shownText(),
    points: z.number(),
    quote: shownText(),
    score: z.number().nullable().describe('Null until the answer is marked.'),
    evidence: shownText()
      .nullable()
      .describe('The words of the answer that a machine took as proof. Null without any.'),
    feedback: shownText().nullable(),
  })
  .meta({ id: 'MarkedCriterion' });

const finding = z
  .enum(['met', 'partly', 'not_found'])
  .describe(
    'How much of the criterion the sentence of the answer says, by its words. A hint for the teacher, never a mark.',
  )
  .meta({ id: 'CriterionFinding' });

/** Where an answer may say what a criterion asks for. */
export const suggestedCriterion = z
  .strictObject({
    criterionId: identifier(),
    finding,
    evidence: shownText().nullable().describe('A sentence of the answer. Null when none was found.'),
  })
  .meta({ id: 'SuggestedCriterion' });

/** The finding of a language model for one criterion. */
export const judgedCriterion = z
  .strictObject({
    label: shownText().describe('What a complete answer says.'),
    share: z.number().min(0).max(1).describe('The share of the criterion that the answer meets.'),
    evidence: shownText().describe('The words of the answer that prove it; empty without any.'),
    confidence: z.number().min(0).max(1).describe('The confidence of the model.'),
  })
  .meta({ id: 'JudgedCriterion' });
