import { z } from 'zod';
import { instant, uuid } from '../values.ts';

const target = {
  classId: uuid.optional(),
  unitId: uuid.optional().describe('A unit of the organisation, with all classes below it.'),
  institution: z.literal(true).optional().describe('The whole institution.'),
};

/** Maximum number of assignments of one exam. A unit stands for all classes below it. */
const maxAssignments = 100;

export const givenAssignments = z
  .array(
    z
      .strictObject({
        ...target,
        opensAt: instant.optional().describe('Default: when the exam opens.'),
        closesAt: instant.optional().describe('Default: when the exam closes.'),
      })
      .refine(
        ({ classId, unitId, institution }) =>
          [classId, unitId, institution].filter((given) => given !== undefined).length === 1,
        'must contain exactly one of classId, unitId and institution',
      ),
  )
  .min(1)
  .max(maxAssignments)
  .describe('Whom the exam is for, each class, unit or institution once.');

export const shownAssignments = z
  .array(
    z
      .strictObject({
        ...target,
        opensAt: instant.nullable().describe('Null: when the exam opens.'),
        closesAt: instant.nullable().describe('Null: when the exam closes.'),
      })
      .meta({ id: 'ExamAssignment' }),
  )
  .describe('Whom the exam is for. Only its teacher sees this.');
