/** How long a model may take, in milliseconds. */
export type ModelPatience = {
  /** From the request, retry included, to the first word of the answer. */
  readonly firstToken: number;
  /** Between two pieces of a stream. */
  readonly silence: number;
  /** For the whole answer. */
  readonly total: number;
};

export type Lateness = 'first-token' | 'silence' | 'total';

/** The model took longer than its patience allows. */
export class ModelTooLate extends Error {
  readonly what: Lateness;
  constructor(what: Lateness) {
    super(`the model was too late: ${what}`);
    this.name = 'ModelTooLate';
    this.what = what;
  }
}

export type PatienceTimer = {
  /** Aborted with `ModelTooLate` when a limit has passed, and when the reading has ended. */
  readonly signal: AbortSignal;
  /** Notes that a piece has arrived. */
  readonly heard: () => void;
  /** Stops the timer between pieces while the reader handles a text. */
  readonly pause: () => void;
  /** Starts the timer between pieces; the answer has begun. */
  readonly resume: () => void;
  /** Stops both timers and aborts the signal, so that the server stops writing. */
  readonly end: () => void;
};

/**
 * Two timers: one for the whole answer, one for the next piece. A piece only notes its time. The second timer
 * reads the note when it expires, and waits for the rest: a timer that restarts with every piece costs more.
 */
export const startPatienceTimer = (patience: ModelPatience): PatienceTimer => {
  const late = new AbortController();
  const expire = (what: Lateness): void => late.abort(new ModelTooLate(what));
  const whole = setTimeout(expire, patience.total, 'total');
  let next = setTimeout(expire, Math.min(patience.firstToken, patience.total), 'first-token');
  let begun = false;
  /** Undefined while the timer is paused. */
  let heardAt: number | undefined;
  const judge = (): void => {
    const left = heardAt === undefined ? patience.silence : heardAt + patience.silence - performance.now();
    if (left <= 0) expire('silence');
    else next = setTimeout(judge, left);
  };
  const begin = (): void => {
    begun = true;
    clearTimeout(next);
    next = setTimeout(judge, patience.silence);
  };
  return {
    signal: late.signal,
    heard: () => {
      if (begun) heardAt = performance.now();
    },
    pause: () => {
      if (!begun) begin();
      heardAt = undefined;
    },
    resume: () => {
      heardAt = performance.now();
    },
    end: () => {
      clearTimeout(whole);
      clearTimeout(next);
      late.abort();
    },
  };
};
