import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { TokenBudget } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AppealRepositories } from './appeals/ports.ts';
import type { RecordingRepositories } from './assigning/record-extra-time.ts';
import type { CorrectionRepositories } from './corrections/ports.ts';
import type { ExamLimits } from './exams/limits.ts';
import type { Library, OwnerSlots, StoredTexts } from './exams/ports.ts';
import type { GenerationRepositories, ItemModel, MaterialReader } from './generations/ports.ts';
import type { GenerationLimits } from './generations/start-generation.ts';
import type { Grader } from './grading/ports.ts';
import type { ItemWriter } from './item-writing/ports.ts';
import type { QueueRepositories } from './marking-queue/ports.ts';
import type { ModelMarker, ModelMarkingRepositories } from './model-marking/ports.ts';
import type { PeopleRepositories } from './people/ports.ts';

export type AllRepositories = PeopleRepositories &
  CorrectionRepositories &
  AppealRepositories &
  QueueRepositories &
  ModelMarkingRepositories &
  RecordingRepositories &
  GenerationRepositories & { readonly storedTexts: StoredTexts };

/** The needs of all capabilities together. Each use case names its own part of them. */
export type World = {
  readonly unitOfWork: UnitOfWork<AllRepositories>;
  readonly library: Library;
  readonly itemWriter: ItemWriter;
  readonly materialReader: MaterialReader;
  /** Absent without a model. */
  readonly itemModel?: ItemModel;
  readonly grader: Grader;
  /** Absent unless the operator has configured and confirmed a model that marks short answers. */
  readonly modelMarker?: ModelMarker;
  /** Absent when tokens are not counted. */
  readonly tokenBudget?: TokenBudget;
  readonly generations: OwnerSlots;
  readonly limits: ExamLimits & GenerationLimits;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
  /** Resolves after the given time, or immediately when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};
