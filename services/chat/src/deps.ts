import { createCircuitBreaker } from '@ai-teacher/service-kit/clients/circuit-breaker.ts';
import { createSlidingWindowLimit } from '@ai-teacher/service-kit/clients/rate-limit.ts';
import { createRedis } from '@ai-teacher/service-kit/clients/redis.ts';
import { randomIdentifiers, systemClock } from '@ai-teacher/service-kit/clock.ts';
import { createDatabase, type EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { createInbox } from '@ai-teacher/service-kit/jobs/events.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import type { AppKit } from '@ai-teacher/service-kit/server/create-app.ts';
import OpenAI from 'openai';
import { chooseByBreaker } from './adapters/choose-writer.ts';
import { createExtractiveAnswerWriter } from './adapters/extractive-answer-writer.ts';
import { createGenerativeAnswerWriter } from './adapters/generative-answer-writer.ts';
import { createModel } from './adapters/openai-model.ts';
import { createRagMaterial } from './adapters/rag-material.ts';
import type { ChatConfig } from './config.ts';
import { CitationEntity, MessageEntity } from './data/message.entity.ts';
import { messageRepository } from './data/message.repository.ts';
import { SessionEntity } from './data/session.entity.ts';
import { sessionRepository } from './data/session.repository.ts';
import { tokenUseRepository } from './data/token-use.repository.ts';
import type { AnswerWriter, ChooseWriter, Repositories } from './domain/ports.ts';
import type { TokenBudget } from './domain/tutoring/token-budget.ts';
import type { ChatWorld } from './http/routes.ts';

export type ChatDeps = {
  world: ChatWorld;
  kit: AppKit;
  checkReadiness: () => Promise<void>;
};

/** Literal: never more than these within any window, refused and invalid bodies included. */
const questions = 20;
const windowSeconds = 60;

const modelFailures = 3;
const modelPauseMilliseconds = 10_000;

const repositoriesOf = (em: EntityManager): Repositories => {
  return {
    sessions: sessionRepository(em),
    messages: messageRepository(em),
    tokenUse: tokenUseRepository(em),
    inbox: createInbox(em),
  };
};

/** Who may answer: a model when one and a way to reach it are named, within its budget; the material's own sentences otherwise. */
const writers = (config: ChatConfig): { chooseWriter: ChooseWriter; tokenBudget?: TokenBudget } => {
  const extractive = createExtractiveAnswerWriter();
  const { CHAT_MODEL: model, OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL } = config;
  if (model === undefined || (apiKey === undefined && baseURL === undefined))
    return { chooseWriter: () => extractive };
  const fallback = config.MODEL_FALLBACK === 'extractive' ? extractive : undefined;
  const tokensPerDay = config.MODEL_TOKENS_PER_USER_DAY;
  return {
    chooseWriter: modelOrElse(config, { model, apiKey, baseURL, fallback }),
    ...(tokensPerDay === undefined
      ? {}
      : { tokenBudget: { tokensPerDay, ...(fallback === undefined ? {} : { whenSpent: fallback }) } }),
  };
};

type ModelAccess = {
  model: string;
  apiKey: string | undefined;
  baseURL: string | undefined;
  fallback: AnswerWriter | undefined;
};

const modelOrElse = (config: ChatConfig, { model, apiKey, baseURL, fallback }: ModelAccess): ChooseWriter => {
  const breaker = createCircuitBreaker({
    failures: modelFailures,
    pauseMilliseconds: modelPauseMilliseconds,
  });
  const askModel = createModel({
    // A local server needs no key, the client library does. The retries are ours.
    client: new OpenAI({
      apiKey: apiKey ?? 'none',
      baseURL: baseURL ?? null,
      maxRetries: 0,
      logLevel: 'off',
    }),
    model,
    breaker,
    patience: {
      firstToken: config.MODEL_FIRST_TOKEN_SECONDS * 1_000,
      silence: config.MODEL_SILENCE_SECONDS * 1_000,
      total: config.MODEL_ANSWER_SECONDS * 1_000,
    },
  });
  return chooseByBreaker({
    generative: createGenerativeAnswerWriter({ askModel }),
    breaker,
    ...(fallback === undefined ? {} : { fallback }),
  });
};

/** Composes the chat service: the only place that constructs its vendors. */
export const createDeps = async ({
  config,
  lifecycle,
  logger,
  mesh,
  kit,
}: ServiceResources<ChatConfig>): Promise<ChatDeps> => {
  const database = createDatabase({
    url: config.DATABASE_URL,
    entities: [SessionEntity, MessageEntity, CitationEntity],
    lifecycle,
  });
  const redis = await createRedis({ url: config.REDIS_URL, lifecycle, logger });
  return {
    kit,
    // Without Redis sessions can still be read: it is no condition of readiness.
    checkReadiness: database.ping,
    world: {
      unitOfWork: database.unitOfWork(repositoriesOf),
      material: createRagMaterial({ mesh }),
      ...writers(config),
      clock: systemClock,
      identifiers: randomIdentifiers,
      log: logger,
      questionLimit: createSlidingWindowLimit({
        redis,
        name: 'chat.ask',
        limit: questions,
        windowSeconds: windowSeconds,
      }),
    },
  };
};
