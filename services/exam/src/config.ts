import { maxItems } from '@ai-teacher/contracts/exam/exams.ts';
import { baseEnvironment, optionalText } from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

const count = ({ max, preset }: { max: number; preset: number }): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(1).max(max).default(preset);

/** The environment of the exam service. */
export const examEnvironment = baseEnvironment.extend({
  MAX_DRAFTS_PER_TEACHER: count({ max: 10_000, preset: 100 }).describe(
    'Draft exams that one teacher may own.',
  ),
  MAX_EXAMS_PER_TEACHER: count({ max: 1_000_000, preset: 2_000 }).describe(
    'Published exams that one teacher may own.',
  ),
  MAX_ITEMS_PER_EXAM: count({ max: maxItems, preset: 50 }).describe('Items of one exam.'),
  MAX_ATTEMPTS_PER_EXAM: count({ max: 1_000_000, preset: 20_000 }).describe(
    'Attempts at one exam. Each student has at most one of them.',
  ),
  MAX_GENERATIONS_PER_TEACHER: count({ max: 10, preset: 2 }).describe(
    'Exams that one process generates for one teacher concurrently, waiting ones included.',
  ),
  RESULT_RETENTION_DAYS: optionalText
    .pipe(z.coerce.number<string>().int().min(30).max(18_300).optional())
    .describe(
      'Days for which graded attempts are retained, and closed exams without attempts. Unset: without end.',
    ),
});

export type ExamConfig = z.output<typeof examEnvironment>;
