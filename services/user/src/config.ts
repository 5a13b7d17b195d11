import { baseEnvironment } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** The environment of the user service: the variables of every service and no others. */
export const userEnvironment = baseEnvironment;

export type UserConfig = z.output<typeof userEnvironment>;
