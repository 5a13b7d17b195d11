import type { GivenBodyOf, GivenParamsOf, GivenQueryOf } from './operation.ts';

type Part<Name extends string, Value> = [Value] extends [undefined]
  ? { readonly [K in Name]?: undefined }
  : { readonly [K in Name]: Value };

type CallOptions = {
  /**
   * Milliseconds for the whole call, or for each attempt of a client that repeats calls. A deadline of the
   * request in progress shortens it. Default: the client's own.
   */
  readonly timeoutMilliseconds?: number;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The input of a client's call: exactly the parts that the contract declares. */
export type CallInput<Op> = Part<'params', GivenParamsOf<Op>> &
  Part<'query', GivenQueryOf<Op>> &
  Part<'body', GivenBodyOf<Op>> &
  CallOptions;

/** The same for any operation, as clients handle it inside. */
export type AnyCallInput = CallOptions & {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
};
