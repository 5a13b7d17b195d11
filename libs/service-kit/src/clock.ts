import { randomBytes, randomUUID } from 'node:crypto';

/** Time, ids and randomness come from here, so that tests can put others in their place. */
export type Clock = { readonly now: () => Date };
export type Identifiers = {
  readonly uuid: () => string;
  readonly token: (bytes: number) => string;
};

export const systemClock: Clock = { now: () => new Date() };

export const randomIdentifiers: Identifiers = {
  uuid: () => randomUUID(),
  /** Random bytes as base64url text. */
  token: (bytes) => randomBytes(bytes).toString('base64url'),
};
