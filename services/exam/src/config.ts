import { baseEnvironment } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** The exam service reads the variables that every service reads, and none of its own. */
export const examEnvironment = baseEnvironment;

export type ExamConfig = z.output<typeof examEnvironment>;
