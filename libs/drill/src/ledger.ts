/** A write that the system acknowledged with a success status. */
export type Acknowledged = {
  readonly accounts: { readonly email: string; readonly password: string }[];
  readonly answers: {
    readonly student: string;
    readonly sessionId: string;
    readonly messageId: string;
    readonly text: string;
    /**
     * Requests for this answer with an unknown outcome. Each may have stored a question and an answer, too.
     */
    readonly unknown: number;
  }[];
  readonly documents: { readonly teacher: string; readonly documentId: string; readonly title: string }[];
  readonly exams: { readonly teacher: string; readonly examId: string }[];
  readonly attempts: SittingRecord[];
  readonly marks: {
    readonly teacher: string;
    readonly attemptId: string;
    readonly itemId: string;
    readonly score: number;
    readonly repeats: number;
  }[];
};

/** The responses of one attempt. */
export type SittingRecord = {
  readonly student: string;
  readonly teacher: string;
  readonly examId: string;
  readonly attemptId: string;
  /** By item: the values that the attempt may hold. More than one after a request without an answer. */
  readonly responses: Map<string, unknown[]>;
  submitted: boolean;
  released: boolean;
};

/** A request that failed. */
export type Failure = {
  /** The operation, for example `ask`. */
  readonly operation: string;
  readonly service: string;
  /** `network` when the gateway did not answer. */
  readonly outcome: number | 'network' | 'timeout';
  readonly code: string;
  readonly requestId: string;
  /** Milliseconds of `performance.now()`. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** The failed attempt of the same request before this one. */
  readonly previous?: Failure | undefined;
};

/**
 * The process ended between the changes of a request with an idempotency key and the record of its answer.
 */
export const outcomeUnknown = 'idempotency-outcome-unknown';

/** An earlier attempt holds the key, or held it when its process ended. */
export const keyInUse = 'idempotency-key-in-use';

/** Refusals of a key that concern an earlier attempt of the same request. */
export const isAboutKey = (code: string): boolean => code === outcomeUnknown || code === keyInUse;

/** The acts and observations of the people of a drill. The checks at the end compare them with the system. */
export type Ledger = {
  readonly acknowledged: Acknowledged;
  readonly failures: Failure[];
  /** Requests that may have been carried out, and whose answers were lost for good. */
  readonly unknownOutcomes: { readonly person: string; readonly operation: string }[];
  /** Answered requests by operation. */
  readonly answered: Map<string, number>;
};

export const newLedger = (): Ledger => ({
  acknowledged: { accounts: [], answers: [], documents: [], exams: [], attempts: [], marks: [] },
  failures: [],
  unknownOutcomes: [],
  answered: new Map(),
});

/** How many things a person may have created by requests of an operation whose answers were lost for good. */
export const unknownOf = (
  { unknownOutcomes }: Pick<Ledger, 'unknownOutcomes'>,
  by: { readonly person: string; readonly operation: string },
): number =>
  unknownOutcomes.filter(({ person, operation }) => person === by.person && operation === by.operation)
    .length;

/** The number of acknowledged writes by kind. */
export const countsOf = ({ acknowledged }: Ledger): Record<string, number> => {
  const { attempts, ...others } = acknowledged;
  const lengths = Object.entries(others).map(([kind, list]): [string, number] => [kind, list.length]);
  return {
    ...Object.fromEntries(lengths),
    attempts: attempts.length,
    responses: attempts.reduce((sum, { responses }) => sum + responses.size, 0),
    submissions: attempts.filter(({ submitted }) => submitted).length,
    /** Those that must exist: of each document to its teacher, and of each released result to its student. */
    notifications: others.documents.length + attempts.filter(({ released }) => released).length,
  };
};
