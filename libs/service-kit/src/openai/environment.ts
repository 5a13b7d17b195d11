import { z } from 'zod';
import { optionalText } from '../config.ts';

const seconds = ({ max, preset }: { max: number; preset: number }): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().min(0.1).max(max).default(preset);

/** The environment variables of a service that asks a model, as a part of the schema in its `config.ts`. */
export const modelEnvironment = {
  OPENAI_API_KEY: optionalText.describe('Key of the model server.'),
  OPENAI_BASE_URL: optionalText
    .pipe(z.url({ protocol: /^https?$/ }).optional())
    .describe('Address of any OpenAI-compatible server. Unset: OpenAI.'),
  MODEL_TOKENS_PER_USER_DAY: optionalText
    .pipe(z.coerce.number<string>().int().min(1).max(1_000_000_000).optional())
    .describe(
      'Tokens of the model that one user may use on a day (UTC) in this service, prompts included; chat and exam count apart. Unset: no limit.',
    ),
  MODEL_FIRST_TOKEN_SECONDS: seconds({ max: 120, preset: 20 }).describe(
    'Seconds that a model may take to begin, its one retry included.',
  ),
  MODEL_SILENCE_SECONDS: seconds({ max: 120, preset: 20 }).describe(
    'Seconds that a model may pause within an answer.',
  ),
  MODEL_ANSWER_SECONDS: seconds({ max: 540, preset: 120 }).describe(
    'Seconds that a whole answer of a model may take.',
  ),
};

export type ModelEnvironment = z.output<z.ZodObject<typeof modelEnvironment>>;
