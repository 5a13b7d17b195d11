import type { BodyOf, ParamsOf, QueryOf } from '@ai-teacher/contracts/operation.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';

/** The verified origin of a request: the gateway's edge, or a service through the mesh. */
export type Caller = { readonly kind: 'edge' } | { readonly kind: 'service'; readonly service: ServiceName };

/** The verified user where the contract demands one; undefined for public operations. */
type PrincipalOf<Op> = Op extends { access: { edge: 'public' } } ? undefined : Principal;

/**
 * The input of a use case, parsed by the contract of its operation: `Input<typeof contract.verb>`.
 * A use case names the parts that it needs: `Pick<Input<typeof contract.verb>, 'body' | 'principal'>`.
 */
export type Input<Op> = {
  readonly params: ParamsOf<Op>;
  readonly query: QueryOf<Op>;
  readonly body: BodyOf<Op>;
  readonly principal: PrincipalOf<Op>;
  readonly caller: Caller;
  /** The client's IP address as the gateway's edge saw it; undefined when the caller is not the edge. */
  readonly clientAddress: string | undefined;
  /** The `User-Agent` that the client claims. Undefined without one, or when the caller is not the edge. */
  readonly userAgent: string | undefined;
  readonly requestId: string;
  /**
   * Aborted when the client leaves, the deadline passes, or the service stops and its grace period is over.
   */
  readonly signal: AbortSignal;
};
