import type { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { TokenUse } from '@ai-teacher/service-kit/domain/token-budget.ts';
import type { ModelMarkingSwitch } from '../attempts/ports.ts';
import type { JudgedCriterion } from '../grading/ports.ts';
import type { MarkingRepositories } from '../marking/ports.ts';

/** The request to a language model. All texts are data: none of them instructs the model. */
export type JudgingRequest = {
  readonly question: string;
  /** The sentences of the book on which the question stands. */
  readonly quote: string;
  /** The parts of a complete answer, at least one. */
  readonly criteria: readonly string[];
  /** Other answers that get all points. */
  readonly alsoAccepted: readonly string[];
  readonly response: string;
  /** Whether the model states its confidence for each criterion instead of for the whole answer. */
  readonly isLong?: boolean;
};

/**
 * A share of one criterion, the confidence from 0 to 1, and the words of the answer that prove it, which are
 * empty without any.
 */
export type CriterionJudgement = {
  readonly score: 0 | 0.5 | 1;
  readonly evidence: string;
  /** Absent: that of the whole verdict. */
  readonly confidence?: number;
};

/**
 * `criteria` are in the order of the request. `confidence` is from 0 to 1, and the lowest of all for a long
 * answer.
 */
export type ModelVerdict = {
  readonly criteria: readonly CriterionJudgement[];
  readonly confidence: number;
};

/** The reason why an answer of the model is not used at all. */
export type UnusableAnswer = 'malformed' | 'breaks-schema' | 'evidence-not-in-answer';

/** The answer of the model, and the tokens of all its requests. */
export type ModelJudgement = { readonly tokens: number } & (
  | {
      readonly kind: 'judged';
      readonly verdict: ModelVerdict;
      /** The model as the server names it, with the version of the prompt. */
      readonly version: string;
    }
  | { readonly kind: 'unusable'; readonly reason: UnusableAnswer }
  /** The model is unavailable or too slow. */
  | { readonly kind: 'failed'; readonly problem: Problem }
);

export type AnswerJudge = {
  /** An upper bound for the tokens of one judgement. */
  readonly maxTokensOf: (request: JudgingRequest) => number;
  /** Throws the reason of the signal after an abort, and no other error of a model. */
  readonly judge: (request: JudgingRequest, signal: AbortSignal) => Promise<ModelJudgement>;
};

/** The configured model, when the operator has confirmed that measured figures justify its marks. */
export type ModelMarker = {
  readonly model: string;
  readonly judge: AnswerJudge;
  /** A verdict below this confidence is the teacher's to decide. */
  readonly minConfidence: number;
};

export type SwitchChange = {
  readonly enabled: boolean;
  /** Null after the account was erased. */
  readonly changedBy: string | null;
  readonly changedAt: Date;
};

export type ModelMarkingSwitches = ModelMarkingSwitch & {
  /** The changes of an institution, newest first. */
  readonly listChanges: (institutionId: string, count: number) => Promise<SwitchChange[]>;
  /** Stores a change. Does nothing when the institution has this setting already. */
  readonly change: (
    institutionId: string,
    change: SwitchChange & { readonly changedBy: string },
  ) => Promise<void>;
  readonly forgetChanger: (userId: string) => Promise<void>;
};

/** The outcome for one answer: a mark of the model, or the reason why a teacher marks the answer. */
export type JudgingOutcome = {
  readonly outcome: string;
  readonly version: string | null;
  readonly confidence: number | null;
  /** Empty without a verdict. */
  readonly criteria: readonly JudgedCriterion[];
};

export type Judgings = {
  /** Counts one more request about an answer, and returns the number of all. */
  readonly countRequest: (answer: AnswerPlace) => Promise<number>;
  /** Stores what became of an answer. Does nothing when its attempt was erased. */
  readonly conclude: (answer: AnswerPlace, outcome: JudgingOutcome & { readonly at: Date }) => Promise<void>;
  /** The items of an attempt whose answers are concluded. */
  readonly listConcluded: (attemptId: string) => Promise<string[]>;
};

export type AnswerPlace = { readonly attemptId: string; readonly itemId: string };

export type ModelMarkingRepositories = MarkingRepositories & {
  readonly modelMarking: ModelMarkingSwitches;
  readonly modelJudgings: Judgings;
  readonly tokenUse: TokenUse;
};
