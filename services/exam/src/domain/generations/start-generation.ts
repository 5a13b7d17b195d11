import type { generateExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { type Clock, dayMilliseconds, type Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireAccount } from '../exams/exam-rights.ts';
import type { Material, WantedItems } from '../item-writing/ports.ts';
import type { Generation, GenerationRepositories, Generations, NewSlot } from './ports.ts';

/**
 * Maximum numbers of generations that wait or run, and of those that one teacher starts in any 24 hours. The
 * configuration of the service sets them.
 */
export type GenerationLimits = {
  readonly maxGenerationsPerTeacher: number;
  readonly maxGenerationsPerInstitution: number;
  readonly maxGenerationsPerDay: number;
};

export type StartGenerationDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<GenerationRepositories, 'itemGenerations' | 'generationJobs' | 'people'>
  >;
  readonly limits: GenerationLimits;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

type Start = {
  readonly body: Pick<Input<typeof contract>['body'], 'language' | 'shuffle'>;
  readonly principal: Principal;
  readonly cells: readonly WantedItems[];
  readonly materials: readonly Material[];
  readonly title: string;
};

const retrySeconds = 30;

/**
 * Stores what is wanted with the texts of the documents, and schedules the job. The job has no access token,
 * so it writes from the texts that the teacher was allowed to read at the request.
 *
 * @throws Problem `generation-limit-reached`.
 */
export const startGeneration = async (
  { unitOfWork, limits, clock, identifiers }: StartGenerationDeps,
  { body, principal, cells, materials, title }: Start,
): Promise<Generation> => {
  const { institutionId, userId: teacherId } = principal;
  const generation: Omit<Generation, 'slots'> = {
    id: identifiers.uuid(),
    institutionId,
    teacherId,
    status: 'waiting',
    stage: 'queue',
    title,
    shuffle: body.shuffle ?? true,
    cells,
    language: body.language ?? null,
    examId: null,
    reason: null,
    createdAt: clock.now(),
    endedAt: null,
  };
  const slots = slotsOf(cells);
  await unitOfWork.run(async ({ itemGenerations, generationJobs, people }) => {
    await requireAccount({ people }, principal);
    await itemGenerations.lockInstitution(institutionId);
    const ofTeacher = await itemGenerations.countActive({ teacherId, institutionId });
    const ofInstitution = await itemGenerations.countActive({ institutionId });
    if (ofTeacher >= limits.maxGenerationsPerTeacher)
      throw limitReached(`A teacher may have ${limits.maxGenerationsPerTeacher} exams written concurrently.`);
    if (ofInstitution >= limits.maxGenerationsPerInstitution)
      throw limitReached(
        `An institution may have ${limits.maxGenerationsPerInstitution} exams written concurrently.`,
      );
    await requireRoomToday(itemGenerations, generation, limits);
    await itemGenerations.insert(generation, { slots, materials });
    await generationJobs.schedule(generation.id, teacherId);
  });
  return { ...generation, slots: slots.map(openSlot) };
};

const limitReached = (detail: string, retryAfterSeconds = retrySeconds): Problem =>
  new Problem('generation-limit-reached', { detail, retryAfterSeconds });

/** A cancelled generation stays as a row with its slots, so the concurrent ones are not the only limit. */
const requireRoomToday = async (
  itemGenerations: Pick<Generations, 'startOfRecent'>,
  { teacherId, createdAt }: Pick<Generation, 'teacherId' | 'createdAt'>,
  { maxGenerationsPerDay }: Pick<GenerationLimits, 'maxGenerationsPerDay'>,
): Promise<void> => {
  const first = await itemGenerations.startOfRecent(teacherId, maxGenerationsPerDay);
  const leftMilliseconds = (first?.getTime() ?? 0) + dayMilliseconds - createdAt.getTime();
  if (leftMilliseconds > 0)
    throw limitReached(
      `A teacher may have ${maxGenerationsPerDay} exams written in 24 hours.`,
      Math.ceil(leftMilliseconds / 1_000),
    );
};

/** One slot for each item; a cell takes its types in turn. */
const slotsOf = (cells: readonly WantedItems[]): NewSlot[] =>
  cells
    .flatMap(({ count, types }, cell) =>
      Array.from({ length: count }, (_, at) => ({ cell, type: types[at % types.length] ?? 'short_answer' })),
    )
    .map((slot, number) => ({ ...slot, number }));

const openSlot = (slot: NewSlot): Generation['slots'][number] => ({
  ...slot,
  status: 'open',
  modelDrafts: 0,
  rejected: {},
  item: null,
  writtenBy: null,
  reason: null,
});
