import type { FileLimit, RefusedState } from './protocol.ts';

/** The document cannot be read; `state` names the reason, which becomes the document's status. */
export class Refusal extends Error {
  readonly state: RefusedState;
  /** The limit that the file exceeds. */
  readonly limit: FileLimit | undefined;

  constructor(state: RefusedState, reason: string, options?: ErrorOptions & { limit?: FileLimit }) {
    super(reason, options);
    this.name = 'Refusal';
    this.state = state;
    this.limit = options?.limit;
  }
}
