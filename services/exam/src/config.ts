import { baseEnvironment, optionalText } from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

/** The environment of the exam service. */
export const examEnvironment = baseEnvironment.extend({
  RESULT_RETENTION_DAYS: optionalText
    .pipe(z.coerce.number<string>().int().min(30).max(18_300).optional())
    .describe(
      'Days for which graded attempts are retained, and closed exams without attempts. Unset: without end.',
    ),
});

export type ExamConfig = z.output<typeof examEnvironment>;
