import { baseEnvironment } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** The environment of the user service: what every service reads, and nothing of its own. */
export const userEnvironment = baseEnvironment;

export type UserConfig = z.output<typeof userEnvironment>;
