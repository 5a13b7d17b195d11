/** A write that the system acknowledged with a success status. */
export type Acknowledged = {
  readonly accounts: { readonly email: string; readonly password: string }[];
  readonly answers: {
    readonly student: string;
    readonly sessionId: string;
    readonly messageId: string;
    readonly text: string;
  }[];
  readonly documents: { readonly teacher: string; readonly documentId: string }[];
  readonly exams: { readonly teacher: string; readonly examId: string }[];
  readonly attempts: SittingRecord[];
  readonly marks: {
    readonly teacher: string;
    readonly attemptId: string;
    readonly itemId: string;
    readonly score: number;
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
};

/** What the people of a drill did and saw. The checks at the end compare it with the system. */
export type Ledger = {
  readonly acknowledged: Acknowledged;
  readonly failures: Failure[];
  /** Answered requests by operation. */
  readonly answered: Map<string, number>;
};

export const newLedger = (): Ledger => ({
  acknowledged: { accounts: [], answers: [], documents: [], exams: [], attempts: [], marks: [] },
  failures: [],
  answered: new Map(),
});

/** The number of acknowledged writes by kind. */
export const countsOf = ({ acknowledged }: Ledger): Record<string, number> => {
  const { attempts, ...others } = acknowledged;
  const lengths = Object.entries(others).map(([kind, list]): [string, number] => [kind, list.length]);
  return {
    ...Object.fromEntries(lengths),
    attempts: attempts.length,
    responses: attempts.reduce((sum, { responses }) => sum + responses.size, 0),
    submissions: attempts.filter(({ submitted }) => submitted).length,
  };
};
