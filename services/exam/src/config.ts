import { baseEnvironment } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** The environment of the exam service: what every service reads, and nothing of its own. */
export const examEnvironment = baseEnvironment;

export type ExamConfig = z.output<typeof examEnvironment>;
