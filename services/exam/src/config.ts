import { maxItems } from '@ai-teacher/contracts/exam/exams.ts';
import {
  baseEnvironment,
  count,
  idempotencyEnvironment,
  optionalText,
  retentionDays,
  streamEnvironment,
} from '@ai-teacher/service-kit/config.ts';
import { modelEnvironment } from '@ai-teacher/service-kit/openai/environment.ts';
import { z } from 'zod';

/** The environment of the exam service. */
export const examEnvironment = baseEnvironment.extend({
  ...idempotencyEnvironment,
  ...streamEnvironment,
  ...modelEnvironment,
  EXAM_MODEL: optionalText.describe(
    'Model that writes exam items. Rules write them without a model, and without both a key and a base URL.',
  ),
  EXAM_GRADER_MODEL: optionalText.describe(
    'Language model that judges short answers. No institution can use it before EXAM_GRADER_MEASURED_MODEL names it.',
  ),
  EXAM_GRADER_MEASURED_MODEL: optionalText.describe(
    'The model whose figures of `npm run bench grading -- --grader` justify its marks. Another name than EXAM_GRADER_MODEL stops its marks.',
  ),
  EXAM_GRADER_MIN_CONFIDENCE: optionalText
    .transform((given) => given ?? '0.9')
    .pipe(z.coerce.number<string>().min(0.5).max(1))
    .describe('Judgements of the model below this confidence are the teacher’s to decide. Default: 0.9.'),
  MAX_CONCURRENT_JUDGINGS: count({ max: 50, preset: 4 }).describe(
    'Attempts whose answers one process gives to the model concurrently. Others wait.',
  ),
  MAX_DRAFTS_PER_TEACHER: count({ max: 10_000, preset: 100 }).describe(
    'Draft exams that one teacher may own.',
  ),
  MAX_EXAMS_PER_TEACHER: count({ max: 1_000_000, preset: 2_000 }).describe(
    'Published exams that one teacher may own.',
  ),
  MAX_ITEMS_PER_EXAM: count({ max: maxItems, preset: 50 }).describe('Items of one exam.'),
  MAX_ATTEMPTS_PER_EXAM: count({ max: 1_000_000, preset: 20_000 }).describe(
    'Attempts at one exam. Each student has at most one of them. As many students may have extra time.',
  ),
  MAX_GENERATIONS_PER_TEACHER: count({ max: 10, preset: 2 }).describe(
    'Exams that one process generates for one teacher concurrently, waiting ones included. With a model: over all processes.',
  ),
  MAX_GENERATIONS_PER_INSTITUTION: count({ max: 1_000, preset: 20 }).describe(
    'Exams that a model writes for one institution concurrently, waiting ones included.',
  ),
  MAX_GENERATIONS_PER_DAY: count({ max: 100_000, preset: 200 }).describe(
    'Exams that a model begins to write for one teacher in any 24 hours, cancelled ones included.',
  ),
  MAX_CONCURRENT_GENERATIONS: count({ max: 50, preset: 4 }).describe(
    'Exams that one process writes with a model concurrently. Others wait.',
  ),
  GENERATION_RETENTION_DAYS: retentionDays({ min: 1, preset: 30 }).describe(
    'Days for which the report of a generation is retained after its end.',
  ),
  TOKEN_USE_RETENTION_DAYS: retentionDays({ min: 2, preset: 30 }).describe(
    'Days for which the tokens that a user used on a day are retained.',
  ),
  RESULT_RETENTION_DAYS: optionalText
    .pipe(z.coerce.number<string>().int().min(30).max(18_300).optional())
    .describe(
      'Days for which graded attempts are retained, and closed exams without attempts. Unset: without end.',
    ),
});

export type ExamConfig = z.output<typeof examEnvironment>;
