import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { TokenBudget } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { assertRoomForDraft, type ExamLimits } from '../exams/limits.ts';
import type { ExamRepositories } from '../exams/ports.ts';
import type { ItemWriter } from '../item-writing/ports.ts';
import { reasonSentences } from '../item-writing/reasons.ts';
import { fillByRules } from './fill-by-rules.ts';
import { emptyDraft, maxEarlierStems } from './generate-exam.ts';
import type { Generation, GenerationRepositories, ItemModel, MaterialReader } from './ports.ts';
import { isActive, reportOfSlots, shortfallOf } from './report.ts';
import { type GenerationRun, writeByModel } from './write-slot.ts';

export type WriteGenerationDeps = {
  readonly unitOfWork: UnitOfWork<GenerationRepositories & Pick<ExamRepositories, 'exams'>>;
  readonly materialReader: MaterialReader;
  readonly itemWriter: ItemWriter;
  /** Absent when the model was removed from the configuration; rules write then. */
  readonly itemModel?: ItemModel;
  readonly tokenBudget?: TokenBudget;
  readonly limits: ExamLimits;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
  /** Resolves after the given time, or immediately when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

type Job = { readonly isLast: () => boolean; readonly signal: AbortSignal };

const cancellationPollMilliseconds = 1_000;

/** The generation was cancelled or erased while it was written. */
class GenerationEnded extends Error {
  override readonly name = 'GenerationEnded';
}

/**
 * Writes the items of a generation: the model first, then rules what the model could not write. Each item is
 * stored when it is accepted, so an interrupted job continues with the next open item. No transaction is open
 * while a model or a thread works. The draft and the end of the generation are one transaction. When the last
 * run of the job fails, the draft consists of the items that are stored.
 */
export const writeGeneration =
  (deps: WriteGenerationDeps) =>
  async ({ generationId }: { readonly generationId: string }, { isLast, signal }: Job): Promise<void> => {
    const begun = await begin(deps, generationId);
    if (begun === undefined) return;
    const materials = deps.materialReader.open(begun.materials, { ...begun, signal });
    try {
      await untilEnded(deps, { generationId, signal }, async (either) => {
        const run: GenerationRun = { ...begun, opened: materials, signal: either };
        const stopped = await writeByModel(deps, run);
        await deps.unitOfWork.run(({ itemGenerations }) => itemGenerations.enter(generationId, 'rules'));
        await fillByRules(deps, run, stopped);
      });
      await finish(deps, generationId);
    } catch (error) {
      if (error instanceof GenerationEnded) return;
      if (isLast()) await giveUp(deps, generationId);
      throw error;
    } finally {
      await materials.close();
    }
  };

const begin = ({ unitOfWork }: WriteGenerationDeps, id: string) =>
  unitOfWork.run(async ({ itemGenerations }) => {
    const generation = await itemGenerations.lock(id);
    if (generation === undefined || !isActive(generation)) return undefined;
    await itemGenerations.enter(id, 'model');
    return {
      generation,
      materials: await itemGenerations.readMaterials(id),
      earlierStems: await itemGenerations.listEarlierStems(generation.teacherId, maxEarlierStems),
      items: generation.slots.flatMap(({ item }) => item ?? []),
    };
  });

/** Runs the work until it is done, the process stops, or the generation ends. */
const untilEnded = async (
  { unitOfWork, pause }: WriteGenerationDeps,
  { generationId, signal }: { generationId: string; signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const ended = new AbortController();
  const done = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      await pause(cancellationPollMilliseconds, done.signal);
      if (done.signal.aborted) return;
      const generation = await unitOfWork.run(({ itemGenerations }) => itemGenerations.find(generationId), {
        readOnly: true,
      });
      if (generation === undefined || !isActive(generation)) return ended.abort(new GenerationEnded());
    }
  };
  // A read that fails stops only the watch: the statements of the work notice the end as well.
  const watching = watch().catch(() => undefined);
  try {
    await work(AbortSignal.any([signal, ended.signal]));
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  } finally {
    done.abort();
    await watching;
  }
};

const finish = ({ unitOfWork, clock, identifiers, limits }: WriteGenerationDeps, id: string): Promise<void> =>
  unitOfWork.run(async ({ exams, itemGenerations }) => {
    const generation = await itemGenerations.lock(id);
    if (generation === undefined || !isActive(generation)) return;
    const end = (how: Pick<Generation, 'status' | 'examId' | 'reason'>): Promise<void> =>
      itemGenerations.end(id, { ...how, at: clock.now() });
    const items = generation.slots.flatMap(({ item }) => item ?? []);
    if (items.length === 0)
      return end({ status: 'failed', examId: null, reason: shortfallOf(generation)?.reason ?? null });
    await exams.lockTeacher(generation.teacherId);
    const isFull = await assertRoomForDraft(exams, generation.teacherId, limits).then(() => false, isLimit);
    if (isFull)
      return end({ status: 'failed', examId: null, reason: reasonSentences['draft-limit-reached'] });
    const examId = identifiers.uuid();
    const { institutionId, teacherId, title, shuffle } = generation;
    const draft = {
      ...emptyDraft({ institutionId, userId: teacherId }),
      id: examId,
      title,
      shuffle,
      shortfall: shortfallOf(generation),
      report: reportOfSlots(generation),
      createdAt: clock.now(),
    };
    await exams.insert(draft, items);
    await end({ status: 'done', examId, reason: null });
  });

/** @throws every error but the problem of the limit. */
const isLimit = (error: unknown): boolean => {
  if (error instanceof Problem && error.code === 'draft-limit-reached') return true;
  throw error;
};

const giveUp = async (deps: WriteGenerationDeps, id: string): Promise<void> => {
  await deps.unitOfWork.run(async ({ itemGenerations }) => {
    const open = (await itemGenerations.lock(id))?.slots.filter(({ status }) => status === 'open') ?? [];
    for (const { number } of open)
      await itemGenerations.endSlot(id, number, { reason: reasonSentences.failed });
  });
  // The items themselves may be the fault.
  await finish(deps, id).catch(() => fail(deps, id));
};

const fail = ({ unitOfWork, clock }: WriteGenerationDeps, id: string): Promise<void> =>
  unitOfWork.run(async ({ itemGenerations }) => {
    const generation = await itemGenerations.lock(id);
    if (generation === undefined || !isActive(generation)) return;
    const reason = reasonSentences.failed;
    await itemGenerations.end(id, { status: 'failed', examId: null, reason, at: clock.now() });
  });
