import { baseEnvironment, optionalText } from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

const seconds = (most: number, usual: number) => z.coerce.number().min(0.1).max(most).default(usual);

/** The environment of the chat service. */
export const chatEnvironment = baseEnvironment.extend({
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .describe('Redis for counters: redis://[user:password@]host:port.'),
  CHAT_MODEL: optionalText.describe(
    'Model that writes answers; without it, or without a key or a base URL, answers are extractive.',
  ),
  OPENAI_API_KEY: optionalText.describe('Key for the model server.'),
  OPENAI_BASE_URL: optionalText
    .pipe(z.url({ protocol: /^https?$/ }).optional())
    .describe('Any OpenAI-compatible server; OpenAI itself when unset.'),
  MODEL_FALLBACK: z
    .enum(['none', 'extractive'])
    .default('none')
    .describe('While the model is known to be away: 503, or extractive answers.'),
  MODEL_TOKENS_PER_USER_DAY: optionalText
    .pipe(z.coerce.number<string>().int().min(1).max(1_000_000_000).optional())
    .describe(
      'Tokens of the model that one user may use on a day (UTC), prompts included; no limit when unset.',
    ),
  MODEL_FIRST_TOKEN_SECONDS: seconds(120, 20).describe(
    'How long a model may take to begin, its one retry included.',
  ),
  MODEL_SILENCE_SECONDS: seconds(120, 20).describe('How long a model may pause within an answer.'),
  MODEL_ANSWER_SECONDS: seconds(540, 120).describe('How long a whole answer of a model may take.'),
});

export type ChatConfig = z.output<typeof chatEnvironment>;
