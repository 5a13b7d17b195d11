import { AsyncLocalStorage } from 'node:async_hooks';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Caller } from './domain/input.ts';

/** What travels with a request or a job through every call it makes. */
export type RequestContext = {
  readonly requestId: string;
  /** The user's access token as it came, for calls on the user's behalf. */
  accessToken?: string;
  principal?: Principal;
  caller?: Caller;
  /** Epoch milliseconds after which nobody waits for the answer. */
  deadlineAt?: number;
  /** Aborted when the client leaves, the deadline passes, or the service stops and the grace is over. */
  signal?: AbortSignal;
};

const storage = new AsyncLocalStorage<RequestContext>();

export const runInRequestContext = <Result>(context: RequestContext, work: () => Result): Result =>
  storage.run(context, work);

export const currentRequestContext = (): RequestContext | undefined => storage.getStore();
