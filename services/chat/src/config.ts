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

const seconds = ({ max, preset }: { max: number; preset: number }): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().min(0.1).max(max).default(preset);

/** The environment of the chat service. */
export const chatEnvironment = baseEnvironment.extend({
  ...idempotencyEnvironment,
  ...streamEnvironment,
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .describe('Redis for counters: redis://[user:password@]host:port.'),
  MAX_SESSIONS_PER_USER: count({ max: 1_000_000, preset: 500 }).describe(
    'Maximum number of chat sessions of one user.',
  ),
  MAX_MESSAGES_PER_SESSION: count({ min: 2, max: 1_000_000, preset: 1_000 }).describe(
    'Maximum number of messages of one chat session, questions and answers together.',
  ),
  MAX_QUESTIONS_IN_PREPARATION: count({ max: 1_000, preset: 8 }).describe(
    'Maximum number of questions that a process prepares concurrently. Others wait for their turn.',
  ),
  MAX_QUESTION_WAIT_SECONDS: seconds({ max: 60, preset: 10 }).describe(
    'Seconds that a question may wait for its turn. A longer expected wait answers 503 with Retry-After.',
  ),
  CHAT_RETENTION_DAYS: retentionDays({ min: 1, preset: 400 }).describe(
    'Days for which a chat session is retained after its last message.',
  ),
  TOKEN_USE_RETENTION_DAYS: retentionDays({ min: 2, preset: 30 }).describe(
    'Days for which the tokens that a user used on a day are retained.',
  ),
  CHAT_MODEL: optionalText.describe(
    'Model that writes answers. Answers are extractive without a model, and without both a key and a base URL.',
  ),
  ...modelEnvironment,
  MODEL_FALLBACK: z
    .enum(['none', 'extractive'])
    .default('none')
    .describe(
      'While the model is unavailable or the tokens are spent: a refusal (none), or extractive answers.',
    ),
});

export type ChatConfig = z.output<typeof chatEnvironment>;
