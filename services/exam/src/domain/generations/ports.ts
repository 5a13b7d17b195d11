import type { BloomLevel, Difficulty, Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import type { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { TokenUse } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { ExamItem, People } from '../exams/ports.ts';
import type { ItemDraft, ItemType, SourcePage, Writer } from '../item-writing/drafts/item-draft.ts';
import type { Material, RejectedDrafts, WantedItems } from '../item-writing/ports.ts';

export type GenerationStatus = 'waiting' | 'writing' | 'done' | 'cancelled' | 'failed';
export type GenerationStage = 'queue' | 'model' | 'rules' | 'ended';

/** One item of the blueprint: open, filled, or given up with a reason. */
export type Slot = {
  /** The place in the exam, counted from 0. */
  readonly number: number;
  /** The cell of the blueprint, counted from 0. */
  readonly cell: number;
  readonly type: ItemType;
  readonly status: 'open' | 'filled' | 'given-up';
  /** Drafts that the model was asked for. */
  readonly modelDrafts: number;
  readonly rejected: RejectedDrafts;
  readonly item: ExamItem | null;
  readonly writtenBy: Writer | null;
  readonly reason: string | null;
};

/** An exam that a job writes. It retains the texts of its documents only until it ends. */
export type Generation = {
  readonly id: string;
  readonly institutionId: string;
  readonly teacherId: string;
  readonly status: GenerationStatus;
  readonly stage: GenerationStage;
  readonly title: string;
  readonly shuffle: boolean;
  readonly cells: readonly WantedItems[];
  readonly language: string | null;
  readonly slots: readonly Slot[];
  readonly examId: string | null;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
};

export type NewSlot = Pick<Slot, 'number' | 'cell' | 'type'>;

/** How a slot ends. */
export type SlotOutcome =
  | { readonly item: ExamItem; readonly writtenBy: Writer }
  | { readonly reason: string };

export type Generations = {
  readonly insert: (
    generation: Omit<Generation, 'slots'>,
    parts: { readonly slots: readonly NewSlot[]; readonly materials: readonly Material[] },
  ) => Promise<void>;
  readonly find: (id: string) => Promise<Generation | undefined>;
  /** Like `find`. Other transactions that lock the generation wait until this transaction ends. */
  readonly lock: (id: string) => Promise<Generation | undefined>;
  /** Lets transactions that start generations of an institution run one after the other. */
  readonly lockInstitution: (institutionId: string) => Promise<void>;
  /** Generations that wait or are written. */
  readonly countActive: (of: {
    readonly teacherId?: string;
    readonly institutionId: string;
  }) => Promise<number>;
  /** The start of the teacher's generation with this number, counted from the newest one. */
  readonly startOfRecent: (teacherId: string, number: number) => Promise<Date | undefined>;
  readonly enter: (id: string, stage: GenerationStage) => Promise<void>;
  /** Ends the generation and removes the texts of its documents. */
  readonly end: (
    id: string,
    end: Pick<Generation, 'status' | 'examId' | 'reason'> & { readonly at: Date },
  ) => Promise<void>;
  /** The documents whose texts are stored. */
  readonly listMaterialIds: (id: string) => Promise<string[]>;
  readonly readMaterials: (id: string) => Promise<Material[]>;
  /** Counts one more draft of the model for an open slot. */
  readonly countModelDraft: (id: string, number: number) => Promise<void>;
  /** Ends an open slot. A slot that has ended stays as it is. */
  readonly endSlot: (id: string, number: number, outcome: SlotOutcome) => Promise<void>;
  readonly addRejections: (id: string, number: number, rejected: RejectedDrafts) => Promise<void>;
  /** Stems of the newest items of the teacher's exams. */
  readonly listEarlierStems: (teacherId: string, count: number) => Promise<string[]>;
  readonly eraseOfTeacher: (teacherId: string) => Promise<void>;
};

export type GenerationJobs = { readonly schedule: (generationId: string, ownerId: string) => Promise<void> };

export type GenerationRepositories = {
  readonly itemGenerations: Generations;
  readonly generationJobs: GenerationJobs;
  readonly tokenUse: TokenUse;
  readonly people: People;
};

/** A request to a model for an item. All texts are data: none of them instructs the model. */
export type DraftRequest = {
  readonly type: ItemType;
  readonly page: SourcePage;
  /** A code of ISO 639. */
  readonly language: string;
  readonly topic: string | undefined;
  readonly bloom: BloomLevel | undefined;
  readonly difficulty: Difficulty | undefined;
  /** Stems that the exam has already. */
  readonly presentStems: readonly string[];
};

/** The draft of a model, and the tokens of all its requests. */
export type ModelDraft = { readonly tokens: number } & (
  | { readonly kind: 'draft'; readonly item: ItemDraft }
  | { readonly kind: 'rejected'; readonly reason: Rejection }
  /** The model is unavailable or too slow. */
  | { readonly kind: 'failed'; readonly problem: Problem }
);

export type ItemModel = {
  /** An upper bound for the tokens of one draft. */
  readonly maxTokensOf: (request: DraftRequest) => number;
  /** Throws the reason of the signal after an abort, and no other error of a model. */
  readonly write: (request: DraftRequest, signal: AbortSignal) => Promise<ModelDraft>;
};

/** A page that a cell allows. */
export type ChosenPage = { readonly page: SourcePage; readonly language: string };

/** The texts of a generation in a thread of their own. */
export type OpenMaterials = {
  /** In the order in which a cell uses the pages. */
  readonly choosePages: (cell: WantedItems, language: string | null) => Promise<readonly ChosenPage[]>;
  readonly judge: (item: ItemDraft, others: readonly ItemDraft[]) => Promise<readonly Rejection[]>;
  readonly close: () => Promise<void>;
};

export type MaterialReader = {
  readonly open: (
    materials: readonly Material[],
    options: { readonly earlierStems: readonly string[]; readonly signal: AbortSignal },
  ) => OpenMaterials;
};
