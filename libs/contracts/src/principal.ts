import type { Role } from './values.ts';

/** The verified user of a request: the claims of the access token that every service reads. */
export type Principal = {
  readonly userId: string;
  readonly role: Role;
  readonly institutionId: string;
  readonly sessionId: string;
  readonly tokenId: string;
};
