import { setTimeout as pauseFor } from 'node:timers/promises';
import { factStore } from '@ai-teacher/access/data/fact-store.ts';
import { placeReader } from '@ai-teacher/access/data/read-places.ts';
import { readStanding } from '@ai-teacher/access/data/read-standing.ts';
import {
  enqueueFirstFill,
  reconciliationJobs,
  reconciliationTasks,
} from '@ai-teacher/access/jobs/reconciliation.ts';
import { randomIdentifiers, systemClock } from '@ai-teacher/service-kit/clock.ts';
import {
  createDatabase,
  type Database,
  type EntityManager,
} from '@ai-teacher/service-kit/database/database.ts';
import { idempotencyKeys } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import { tokenUseRepository } from '@ai-teacher/service-kit/database/token-use.ts';
import { whenAvailable } from '@ai-teacher/service-kit/database/when-available.ts';
import { createInbox, createOutbox, deliveryPool } from '@ai-teacher/service-kit/jobs/events.ts';
import { startWorkers, type WorkerPool } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { retentionTasks } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { Lifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { connectModel } from '@ai-teacher/service-kit/openai/connect-model.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import type { AppKit } from '@ai-teacher/service-kit/server/create-app.ts';
import { defaultStreamLimits } from '@ai-teacher/service-kit/streams/stream-guard.ts';
import { createProcessSlots } from '@ai-teacher/service-kit/streams/stream-slots.ts';
import { createMeshLibrary } from './adapters/mesh-library.ts';
import { createMeshProfiles } from './adapters/mesh-profiles.ts';
import { createAnswerJudge, maxJudgementTokens } from './adapters/openai/answer-judge.ts';
import { createItemModel, maxDraftTokens } from './adapters/openai/item-model.ts';
import { createOwnerSlots } from './adapters/owner-slots.ts';
import { createThreadItemWriter } from './adapters/thread-item-writer.ts';
import { createThreadMaterialReader } from './adapters/thread-material-reader.ts';
import type { ExamConfig } from './config.ts';
import { AttemptEntity, MarkEntity, ResponseEntity } from './data/attempt.entity.ts';
import { attemptRepository } from './data/attempt.repository.ts';
import { correctionRepository } from './data/correction.repository.ts';
import { defaultExtraTimeRepository } from './data/default-extra-time.repository.ts';
import { ExamEntity, ItemEntity } from './data/exam.entity.ts';
import { examRepository } from './data/exam.repository.ts';
import { expiry } from './data/expiry.ts';
import { generationRepository, storedTexts } from './data/generations/generation.repository.ts';
import { markRepository } from './data/mark.repository.ts';
import { appealRepository } from './data/marking/appeal.repository.ts';
import { modelJudgings, modelMarkingSwitches } from './data/marking/model-marking.repository.ts';
import { markingQueue } from './data/marking/queue.repository.ts';
import { peopleRepository } from './data/people/people.repository.ts';
import { responseRepository } from './data/response.repository.ts';
import { studentRepository } from './data/student.repository.ts';
import { teacherRepository } from './data/teacher.repository.ts';
import { gradeResponse } from './domain/grading/grade-response.ts';
import {
  feedbackOn,
  judgeShortAnswer,
  modelVersion,
} from './domain/grading/short-answer/judge-short-answer.ts';
import type { AllRepositories, World } from './domain/ports.ts';
import { retention } from './domain/retention.ts';
import { closeOverdueAttempts, closeOverdueAttemptTask, enqueueDeadlines } from './jobs/attempts.ts';
import { enqueueRemarkings, remarkAttemptsOf, remarkAttemptsTask } from './jobs/corrections.ts';
import { enqueueExtraTimes, enqueueRetimings, extraTimeTasks } from './jobs/extra-times.ts';
import { enqueueGenerations, writeGenerationOf, writeGenerationTask } from './jobs/generations.ts';
import { enqueueJudgings, judgeWaitingOf, judgeWaitingTask } from './jobs/marking.ts';
import { enqueueModelMarkings, markByModelOf, markByModelTask } from './jobs/model-marking.ts';
import { announceResultsOf, announceResultsTask, enqueueAnnouncements } from './jobs/results.ts';
import { timetable } from './jobs/timetable.ts';

/**
 * Six services share two cores, so at most two threads write. At most eight tasks wait, because a longer
 * queue would exceed the gateway's timeout of a minute.
 */
const writingLimits = { maxThreads: 2, maxWaiting: 8, timeoutMilliseconds: 20_000 };

export type ExamDeps = { readonly world: World; readonly kit: AppKit; readonly database: Database };

const repositoriesOf =
  (clock: typeof systemClock, { modelMarker }: Pick<World, 'modelMarker'>) =>
  (em: EntityManager): AllRepositories => ({
    exams: examRepository(em),
    attempts: attemptRepository(em),
    responses: responseRepository(em),
    marks: markRepository(em),
    teachers: teacherRepository(em),
    deadlines: enqueueDeadlines(em),
    announcements: enqueueAnnouncements(em),
    standings: { of: (person) => readStanding(em, person, clock.now()) },
    places: placeReader(em),
    students: studentRepository(em, clock),
    people: peopleRepository(em),
    corrections: correctionRepository(em),
    remarkings: enqueueRemarkings(em),
    judgings: enqueueJudgings(em),
    appeals: appealRepository(em),
    queue: markingQueue(em),
    modelMarking: modelMarkingSwitches(em, modelMarker !== undefined),
    modelMarkingJobs: enqueueModelMarkings(em),
    modelJudgings: modelJudgings(em),
    defaultExtraTimes: defaultExtraTimeRepository(em),
    retimings: enqueueRetimings(em),
    facts: factStore(em),
    reconciliations: reconciliationJobs(em),
    itemGenerations: generationRepository(em),
    generationJobs: enqueueGenerations(em),
    tokenUse: tokenUseRepository(em),
    storedTexts: storedTexts(em),
    inbox: createInbox(em),
    outbox: createOutbox(em, { clock, identifiers: randomIdentifiers }),
  });

const pause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await pauseFor(milliseconds, undefined, { signal }).catch(() => undefined);
};

/** The model that writes items, where one is configured. */
const itemModelOf = (config: ExamConfig): Pick<World, 'itemModel'> => {
  const connected = connectModel(config, { model: config.EXAM_MODEL, maxTokens: maxDraftTokens });
  return connected === undefined ? {} : { itemModel: createItemModel(connected) };
};

/** The model that judges short answers, where one is configured and its measured figures are confirmed. */
const modelMarkerOf = (config: ExamConfig): Pick<World, 'modelMarker'> => {
  const model = config.EXAM_GRADER_MODEL;
  if (model === undefined || config.EXAM_GRADER_MEASURED_MODEL !== model) return {};
  const connected = connectModel(config, { model, maxTokens: maxJudgementTokens });
  if (connected === undefined) return {};
  const minConfidence = config.EXAM_GRADER_MIN_CONFIDENCE;
  return { modelMarker: { model, judge: createAnswerJudge(connected), minConfidence } };
};

/** Judging waits for a model, so it has workers of its own. */
const judgingPool = (config: ExamConfig, world: World): WorkerPool => ({
  tasks: { [markByModelTask]: markByModelOf(world) },
  concurrency: config.MAX_CONCURRENT_JUDGINGS,
});

/** Jobs of generations take minutes, so they have workers of their own. */
const generationPool = (config: ExamConfig, world: World): WorkerPool => ({
  tasks: { [writeGenerationTask]: writeGenerationOf(world) },
  concurrency: config.MAX_CONCURRENT_GENERATIONS,
});

const limitsOf = (config: ExamConfig): World['limits'] => ({
  maxDraftsPerTeacher: config.MAX_DRAFTS_PER_TEACHER,
  maxExamsPerTeacher: config.MAX_EXAMS_PER_TEACHER,
  maxItemsPerExam: config.MAX_ITEMS_PER_EXAM,
  maxAttemptsPerExam: config.MAX_ATTEMPTS_PER_EXAM,
  maxGenerationsPerTeacher: config.MAX_GENERATIONS_PER_TEACHER,
  maxGenerationsPerInstitution: config.MAX_GENERATIONS_PER_INSTITUTION,
  maxGenerationsPerDay: config.MAX_GENERATIONS_PER_DAY,
});

/** What asks a model, where one is configured, and its budget. */
const modelsOf = (config: ExamConfig): Pick<World, 'itemModel' | 'modelMarker' | 'tokenBudget'> => {
  const tokensPerDay = config.MODEL_TOKENS_PER_USER_DAY;
  return {
    ...itemModelOf(config),
    ...modelMarkerOf(config),
    ...(tokensPerDay === undefined ? {} : { tokenBudget: { tokensPerDay } }),
  };
};

const openItemWriter = (lifecycle: Lifecycle): World['itemWriter'] => {
  const writer = createThreadItemWriter(writingLimits);
  lifecycle.onClose('writing threads', writer.close);
  return writer;
};

/** Composes the exam service. Only this file constructs vendors. */
export const createDeps = async ({
  config,
  lifecycle,
  logger,
  mesh,
  kit,
  clock = systemClock,
}: ServiceResources<ExamConfig> & { clock?: typeof systemClock }): Promise<ExamDeps> => {
  const database = createDatabase({
    url: config.DATABASE_URL,
    entities: [ExamEntity, ItemEntity, AttemptEntity, ResponseEntity, MarkEntity],
    lifecycle,
  });
  const models = modelsOf(config);
  const world: World = {
    unitOfWork: database.unitOfWork(repositoriesOf(clock, models)),
    library: createMeshLibrary(mesh),
    itemWriter: openItemWriter(lifecycle),
    materialReader: createThreadMaterialReader(writingLimits),
    grader: { grade: gradeResponse, judge: judgeShortAnswer, feedback: feedbackOn, modelVersion },
    generations: createOwnerSlots(config.MAX_GENERATIONS_PER_TEACHER),
    limits: limitsOf(config),
    ...models,
    pause,
    clock,
    identifiers: randomIdentifiers,
  };
  const plain = database.unitOfWork((em) => em);
  await startWorkers({
    databaseUrl: config.DATABASE_URL,
    tasks: {
      [closeOverdueAttemptTask]: closeOverdueAttempts(world),
      [remarkAttemptsTask]: remarkAttemptsOf(world),
      [judgeWaitingTask]: judgeWaitingOf(world),
      [announceResultsTask]: announceResultsOf(world),
      ...extraTimeTasks({ ...world, profiles: createMeshProfiles(mesh) }),
      ...reconciliationTasks({ unitOfWork: plain, mesh, logger }),
      ...retentionTasks({ retention, expiry, config, unitOfWork: plain, clock, logger }),
    },
    timetable,
    ownPools: {
      deliveries: deliveryPool(mesh, 'exam'),
      generations: generationPool(config, world),
      judgings: judgingPool(config, world),
    },
    lifecycle,
    logger,
  });
  await whenAvailable(() => plain.run(enqueueFirstFill), { lifecycle, logger });
  await whenAvailable(() => plain.run(enqueueExtraTimes), { lifecycle, logger });
  const streamLimits = {
    ...defaultStreamLimits,
    perProcess: config.MAX_STREAMS,
    slots: createProcessSlots(config.MAX_STREAMS_PER_USER),
  };
  return { world, kit: { ...kit, streamLimits, idempotencyKeys: idempotencyKeys(plain, clock) }, database };
};
