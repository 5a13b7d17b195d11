import type { RefusedState } from './protocol.ts';

/** The document cannot be taken, for a reason that has a name. */
export class Refusal extends Error {
  readonly state: RefusedState;

  constructor(state: RefusedState, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'Refusal';
    this.state = state;
  }
}
