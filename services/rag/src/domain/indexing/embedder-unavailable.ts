/** The embedding server did not answer, or not as it must. The same call may succeed later. */
export class EmbedderUnavailable extends Error {
  /** The cause, for logs and metrics: a status, or a kind of fault. Never a text of the server. */
  readonly reason: string;
  /** The pause that the server asks for. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether the server refused the texts themselves, such as for their length. */
  readonly refusesTexts: boolean;
  constructor(
    reason: string,
    {
      cause,
      retryAfterSeconds,
      refusesTexts = false,
    }: {
      readonly cause?: unknown;
      readonly retryAfterSeconds?: number;
      readonly refusesTexts?: boolean;
    } = {},
  ) {
    super(`the embedding server is unavailable: ${reason}`, { cause });
    this.name = 'EmbedderUnavailable';
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
    this.refusesTexts = refusesTexts;
  }
}
