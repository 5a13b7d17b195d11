import type { RefusedState } from './protocol.ts';

/** The document cannot be read; `state` names the reason, which becomes the document's status. */
export class Refusal extends Error {
  readonly state: RefusedState;

  constructor(state: RefusedState, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'Refusal';
    this.state = state;
  }
}
