/** The retention time of the rows of one table. */
export type Retention =
  /** A job removes rows this many days after a moment. */
  | {
      /** The variable of the environment that holds the number of days. While it is unset, rows stay. */
      readonly days: string;
      /** The moment from which the days count, for the reader. */
      readonly after: string;
    }
  /** Rows are removed together with their row of another table. */
  | { readonly with: string }
  /** No term ends these rows, for the given reason. */
  | { readonly stays: string };

/** The retention of every table of one service, by table. */
export type RetentionTable = Readonly<Record<string, Retention>>;

/** The same rule in every service that receives events: a delivery is repeated for 28 hours. */
export const seenEventRetention = {
  seen_event: { days: 'SEEN_EVENT_RETENTION_DAYS', after: 'the event was received' },
} as const satisfies RetentionTable;

/** The same rule in every service that creates things for people. */
export const idempotencyRetention = {
  idempotency_key: { days: 'IDEMPOTENCY_KEY_RETENTION_DAYS', after: 'the first request with the key' },
} as const satisfies RetentionTable;
