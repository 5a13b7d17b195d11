import {
  type AudienceEntry,
  type AudienceKey,
  audienceKeys,
  institutionKey,
} from '@ai-teacher/access/domain/audience.ts';
import { mayShare } from '@ai-teacher/access/domain/may-share.ts';
import type { PlaceReader } from '@ai-teacher/access/domain/place-reader.ts';
import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Visibility } from './document.ts';

/** The audience of a document. Without an audience the document is private. */
export type Sharing = {
  /**
   * The field that processes of the previous version read: whether the whole institution may read the
   * document.
   */
  readonly visibility: Visibility;
  readonly audience: readonly AudienceKey[];
  readonly excluded: readonly AudienceKey[];
  /** When each key of both lists was added, as instants of ISO 8601. */
  readonly sharedSince: Readonly<Record<string, string>>;
};

/** The sharing fields of a request. `visibility` and `audience` never occur together. */
export type GivenSharing = {
  readonly visibility?: Visibility | undefined;
  readonly audience?: readonly AudienceEntry[] | undefined;
  readonly excluded?: readonly AudienceEntry[] | undefined;
};

export const privateSharing: Sharing = {
  visibility: 'private',
  audience: [],
  excluded: [],
  sharedSince: {},
};

/** The sharing after a request. What the request does not mention stays. */
export const sharingAfter = (
  known: Sharing,
  given: GivenSharing,
  { institutionId, now }: { readonly institutionId: string; readonly now: Date },
): Sharing => {
  const whole = institutionKey(institutionId);
  const { visibility } = given;
  const audience = given.audience && audienceKeys(given.audience, institutionId);
  const excluded = given.excluded && audienceKeys(given.excluded, institutionId);
  if (visibility === 'private') return privateSharing;
  const wanted =
    visibility === 'institution'
      ? { audience: [whole], excluded: excluded ?? [] }
      : { audience: audience ?? known.audience, excluded: excluded ?? known.excluded };
  return {
    ...wanted,
    visibility: wanted.audience.includes(whole) && wanted.excluded.length === 0 ? 'institution' : 'private',
    sharedSince: Object.fromEntries(
      [...wanted.audience, ...wanted.excluded].map((key) => [
        key,
        known.sharedSince[key] ?? now.toISOString(),
      ]),
    ),
  };
};

const isSubset = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((key) => all.includes(key));

const haveSameKeys = (one: readonly string[], other: readonly string[]): boolean =>
  isSubset(one, other) && isSubset(other, one);

export const isSameSharing = (one: Sharing, other: Sharing): boolean =>
  haveSameKeys(one.audience, other.audience) && haveSameKeys(one.excluded, other.excluded);

/** Whether some people can no longer read after the change. */
export const losesReaders = (before: Sharing, after: Sharing): boolean =>
  before.audience.length > 0 &&
  !(isSubset(before.audience, after.audience) && isSubset(after.excluded, before.excluded));

/**
 * Demands the right to share with, and to withhold from, all that a change adds. What it removes needs no
 * right of its own.
 *
 * @throws Problem `class-not-found` or `node-not-found` for a class or a unit that the person may not share
 * with, because the person need not know of it; `forbidden` for the institution.
 */
export const requireMayShare = async (
  places: Pick<PlaceReader, 'read'>,
  standing: Standing,
  { before, after }: { readonly before: Sharing; readonly after: Sharing },
): Promise<void> => {
  const added = [
    ...after.audience.filter((key) => !before.audience.includes(key)),
    ...after.excluded.filter((key) => !before.excluded.includes(key)),
  ];
  for (const place of await places.read(standing.institutionId, added)) {
    if (mayShare(place, standing)) continue;
    if (place.key.startsWith('class:')) throw new Problem('class-not-found');
    if (place.key.startsWith('unit:')) throw new Problem('node-not-found');
    throw new Problem('forbidden', { detail: 'You may not share with the whole institution.' });
  }
};
