import type {
  Criterion,
  ItemKey,
  ItemSource,
  ItemType,
  Quantity,
  Scoring,
} from '../item-writing/drafts/item-draft.ts';

/** The parts of an item that grading reads. */
export type GradableItem = {
  readonly type: ItemType;
  readonly stem: string;
  readonly points: number;
  readonly key: ItemKey;
  readonly quantity?: Quantity;
  readonly scoring?: Scoring;
  readonly criteria?: readonly Criterion[];
  readonly alsoAccepted?: readonly ItemKey[];
  readonly everyoneCorrect?: boolean;
  readonly confusable: readonly string[];
  readonly source: ItemSource;
};

/** A mark by rule. `score` is null when a teacher must decide. `feedback` cites the item's source. */
export type RuleMark = { readonly score: number | null; readonly feedback: string };

/** A response to the same item with the share of the points, from 0 to 1, that a teacher gave it. */
export type MarkedResponse = { readonly response: string; readonly share: number };

/** A response with the score that a teacher gave it. */
export type MarkedExample = { readonly response: ItemKey; readonly score: number };

export type MarkedExamples = {
  /** The responses to an item whose latest mark is a teacher's, newest mark first. */
  readonly examplesOf: (itemId: string, limit: number) => Promise<MarkedExample[]>;
  /** Whether the machine may mark short answers of the exam. */
  readonly marksByMachine: (examId: string) => Promise<boolean>;
};

/** The source of a mark without a teacher. `confidence` is from 0.5 to 1, and null for a rule. */
export type MachineMarker = {
  readonly kind: 'rule' | 'model';
  readonly version: string;
  readonly confidence: number | null;
};

/** A mark without a teacher. `machine` is null while `score` is. */
export type MachineMark = RuleMark & {
  readonly machine: MachineMarker | null;
  readonly criteria?: readonly CriterionMark[];
};

/** The finding of a language model for one criterion: the share that is met, and the words that prove it. */
export type JudgedCriterion = {
  readonly label: string;
  readonly share: number;
  readonly evidence: string;
  readonly confidence: number;
};

/** The score for one criterion of a long answer. `evidence` are words of the answer. */
export type CriterionMark = {
  readonly criterionId: string;
  readonly score: number;
  readonly evidence?: string;
  readonly feedback?: string;
};

/**
 * The tendency of the trained model, also where the model is not certain enough for a verdict.
 * `likelyShare` is null where it knows no language of the item. `mayBeRight`: the answer shows nothing that
 * only a teacher may judge.
 */
export type OfflineOpinion = { readonly likelyShare: number | null; readonly mayBeRight: boolean };

/** The model's proposal for a short answer. `isSure`: its measured precision is high enough for a mark. */
export type ModelJudgement = OfflineOpinion & {
  readonly score: number | null;
  readonly feedback: string;
  readonly certainty: number;
  readonly isSure: boolean;
};

export type Grader = {
  readonly grade: (item: GradableItem, response: ItemKey | null) => MachineMark;
  readonly judge: (
    item: GradableItem,
    marked: readonly MarkedResponse[],
  ) => (response: string) => ModelJudgement;
  /** The feedback beside a mark: the correct part, the missing part, and the place in the book. */
  readonly feedback: (
    item: GradableItem,
    marked: { readonly response: string; readonly share: number | null },
  ) => string;
  /** The version of the weights of `judge`. */
  readonly modelVersion: string;
};
