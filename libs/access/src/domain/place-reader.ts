import type { AudienceKey } from './audience.ts';
import type { EndedMembership } from './explain-access.ts';
import type { Place } from './may-share.ts';
import type { Person } from './standing.ts';

/** The facts of the projection about entries of audiences. */
export type PlaceReader = {
  /** The places of the institution, in the order of the keys. */
  readonly read: (institutionId: string, keys: readonly AudienceKey[]) => Promise<readonly Place[]>;
  /** The last membership of a person that has ended, and by which one of the keys allowed something. */
  readonly lastEnded: (
    person: Pick<Person, 'userId' | 'institutionId'>,
    keys: readonly AudienceKey[],
  ) => Promise<EndedMembership | undefined>;
};
