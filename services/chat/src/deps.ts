import { createBoundedQueue } from '@ai-teacher/service-kit/clients/bounded-queue.ts';
import { createSlidingWindowLimit } from '@ai-teacher/service-kit/clients/rate-limit.ts';
import { createRedis } from '@ai-teacher/service-kit/clients/redis.ts';
import { randomIdentifiers, systemClock } from '@ai-teacher/service-kit/clock.ts';
import { createDatabase, type EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { idempotencyKeys } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import { tokenUseRepository } from '@ai-teacher/service-kit/database/token-use.ts';
import { whenAvailable } from '@ai-teacher/service-kit/database/when-available.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { TokenBudget } from '@ai-teacher/service-kit/domain/token-budget.ts';
import { createInbox } from '@ai-teacher/service-kit/jobs/events.ts';
import { startWorkers } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { retentionTasks } from '@ai-teacher/service-kit/jobs/retention.ts';
import { connectModel } from '@ai-teacher/service-kit/openai/connect-model.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import type { AppKit } from '@ai-teacher/service-kit/server/create-app.ts';
import { defaultStreamLimits } from '@ai-teacher/service-kit/streams/stream-guard.ts';
import { createSharedSlots } from '@ai-teacher/service-kit/streams/stream-slots.ts';
import { attributeNames } from '@ai-teacher/service-kit/telemetry/names.ts';
import { noteInOpenSpan } from '@ai-teacher/service-kit/telemetry/spans.ts';
import { createExtractiveAnswerWriter } from './adapters/extractive-answer-writer.ts';
import { createGenerativeAnswerWriter } from './adapters/generative-answer-writer.ts';
import { createModelQuestionRewriter } from './adapters/model-question-rewriter.ts';
import { createRagMaterial } from './adapters/rag-material.ts';
import type { ChatConfig } from './config.ts';
import { exchangeRepository } from './data/exchange.repository.ts';
import { expiry } from './data/expiry.ts';
import { CitationEntity, MessageEntity } from './data/message.entity.ts';
import { messageRepository } from './data/message.repository.ts';
import { messageSearchRepository } from './data/message-search.repository.ts';
import { SessionEntity } from './data/session.entity.ts';
import { sessionRepository } from './data/session.repository.ts';
import { withdrawalRepository } from './data/withdrawal.repository.ts';
import { retention } from './domain/retention.ts';
import type { IndexMessagesDeps } from './domain/sessions/index-messages.ts';
import type { Repositories as SessionsRepositories } from './domain/sessions/ports.ts';
import type { Writers } from './domain/tutoring/choose-writer.ts';
import type { Preparations, Repositories as TutoringRepositories } from './domain/tutoring/ports.ts';
import type { AskDeps } from './domain/tutoring/prepare-answer.ts';
import { maxRewritingTokens } from './domain/tutoring/rewrite-question.ts';
import { maxAnswerTokens } from './domain/tutoring/token-budget.ts';
import type { ChatWorld } from './http/routes.ts';
import { enqueueMessageIndexing, messageSearchTasks } from './jobs/message-search.ts';
import { timetable } from './jobs/timetable.ts';

export type ChatDeps = {
  world: ChatWorld & IndexMessagesDeps;
  kit: AppKit;
  checkReadiness: () => Promise<void>;
};

/** Per user, in any window, over all instances. Refused questions and invalid bodies count as well. */
const maxQuestions = 20;
const windowSeconds = 60;

/** A bound for the memory of waiting questions. */
const maxWaitingQuestions = 4_096;

/**
 * Prepares a bounded number of questions concurrently. All questions together would occupy the event loop for
 * seconds, and the TLS handshakes of other requests would wait until the gateway gives them up.
 */
const preparationsOf = (config: ChatConfig): Preparations =>
  createBoundedQueue({
    concurrency: config.MAX_QUESTIONS_IN_PREPARATION,
    maxWaitMilliseconds: config.MAX_QUESTION_WAIT_SECONDS * 1_000,
    queueLength: maxWaitingQuestions,
    refusal: (options) =>
      new Problem('overloaded', { detail: 'Too many questions arrive at this time. Ask again.', ...options }),
    now: () => performance.now(),
  });

const repositoriesOf = (em: EntityManager): SessionsRepositories & TutoringRepositories => ({
  sessions: sessionRepository(em),
  exchanges: exchangeRepository(em),
  messages: messageRepository(em),
  messageSearch: messageSearchRepository(em),
  tokenUse: tokenUseRepository(em),
  withdrawals: withdrawalRepository(em),
  inbox: createInbox(em),
});

/** A question that is not rewritten by then is rewritten by the rules. */
const maxRewritingSeconds = 2;

/** A breaker of its own: a model that rewrites too slowly may still answer. */
const rewriterOf = (config: ChatConfig): Pick<AskDeps, 'askToRewrite'> => {
  const patience = {
    MODEL_FIRST_TOKEN_SECONDS: maxRewritingSeconds,
    MODEL_SILENCE_SECONDS: maxRewritingSeconds,
    MODEL_ANSWER_SECONDS: maxRewritingSeconds,
  };
  const connected = connectModel(
    { ...config, ...patience },
    { model: config.CHAT_MODEL, maxTokens: maxRewritingTokens },
  );
  return connected === undefined ? {} : { askToRewrite: createModelQuestionRewriter(connected) };
};

/**
 * A model answers within its budget when a model and a way to reach it are configured; otherwise sentences of
 * the material.
 */
const writersOf = (config: ChatConfig): { writers: Writers; tokenBudget?: TokenBudget } => {
  const extractive = createExtractiveAnswerWriter();
  const connected = connectModel(config, { model: config.CHAT_MODEL, maxTokens: maxAnswerTokens });
  if (connected === undefined) return { writers: { extractive } };
  const { askModel, breaker } = connected;
  const writer = createGenerativeAnswerWriter({ askModel });
  const fallsBack = config.MODEL_FALLBACK === 'extractive';
  const tokensPerDay = config.MODEL_TOKENS_PER_USER_DAY;
  return {
    writers: { extractive, generative: { writer, breaker, fallsBack } },
    ...(tokensPerDay === undefined ? {} : { tokenBudget: { tokensPerDay } }),
  };
};

/** For the search, the extractive answer and the statements around them. */
const secondsWithoutModel = 15;

const maxAnswerSecondsOf = (config: ChatConfig, { generative }: Writers): number =>
  secondsWithoutModel +
  (generative === undefined ? 0 : config.MODEL_FIRST_TOKEN_SECONDS + config.MODEL_ANSWER_SECONDS);

/** Composes the chat service. Nothing else constructs its vendors. */
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
  const unitOfWork = database.unitOfWork(repositoriesOf);
  const plain = database.unitOfWork((em) => em);
  await startWorkers({
    databaseUrl: config.DATABASE_URL,
    tasks: {
      ...messageSearchTasks({ unitOfWork }),
      ...retentionTasks({ retention, expiry, config, unitOfWork: plain, clock: systemClock, logger }),
    },
    timetable,
    lifecycle,
    logger,
  });
  await whenAvailable(() => plain.run(enqueueMessageIndexing), { lifecycle, logger });
  const redis = await createRedis({ url: config.REDIS_URL, lifecycle, logger });
  const writing = writersOf(config);
  const streamLimits = {
    ...defaultStreamLimits,
    perProcess: config.MAX_STREAMS,
    slots: createSharedSlots({ redis, name: 'chat', limit: config.MAX_STREAMS_PER_USER }),
  };
  return {
    kit: { ...kit, streamLimits, idempotencyKeys: idempotencyKeys(plain, systemClock) },
    // Sessions can be read without Redis, so Redis is not a condition of readiness.
    checkReadiness: database.ping,
    world: {
      unitOfWork,
      material: createRagMaterial({ mesh }),
      ...writing,
      maxAnswerSeconds: maxAnswerSecondsOf(config, writing.writers),
      ...rewriterOf(config),
      noteRewriting: (rewriting) => noteInOpenSpan({ [attributeNames.questionRewriting]: rewriting }),
      noteCited: (documentIds) => noteInOpenSpan({ [attributeNames.citedDocuments]: [...documentIds] }),
      limits: {
        sessionsPerUser: config.MAX_SESSIONS_PER_USER,
        messagesPerSession: config.MAX_MESSAGES_PER_SESSION,
      },
      preparations: preparationsOf(config),
      clock: systemClock,
      identifiers: randomIdentifiers,
      log: logger,
      questionLimit: createSlidingWindowLimit({
        redis,
        name: 'chat.ask',
        limit: maxQuestions,
        windowSeconds,
      }),
    },
  };
};
