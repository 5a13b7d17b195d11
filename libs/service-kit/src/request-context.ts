import { AsyncLocalStorage } from 'node:async_hooks';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { HeldKey } from './domain/held-key.ts';
import type { Caller } from './domain/input.ts';

/** The data of a request or a job that every call made for it passes on. */
export type RequestContext = {
  readonly requestId: string;
  /** The user's access token as received, for calls on behalf of the user. */
  accessToken?: string;
  principal?: Principal;
  caller?: Caller;
  /** Epoch milliseconds after which no caller waits for the answer. */
  deadlineAt?: number;
  /**
   * Aborted when the client leaves, the deadline passes, or the service stops and its grace period is over.
   */
  signal?: AbortSignal;
  /** The idempotency key that this request holds. Its transactions record that they have had an effect. */
  heldKey?: HeldKey | undefined;
  /** Identifies the complete answer in the service's own database, for routes with `answerAgain`. */
  answerReference?: string;
};

const storage = new AsyncLocalStorage<RequestContext>();

export const runInRequestContext = <Result>(context: RequestContext, work: () => Result): Result =>
  storage.run(context, work);

export const currentRequestContext = (): RequestContext | undefined => storage.getStore();
