import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { AudienceKey } from '../domain/audience.ts';
import type { Place } from '../domain/may-share.ts';
import type { PlaceReader } from '../domain/place-reader.ts';
import { readEndedMembership } from './read-ended-membership.ts';
import { arrayOf } from './readable-rows.ts';

/**
 * Reads what the projection of an institution knows about entries of an audience, in the order of the
 * keys.
 */
export const readPlaces = async (
  em: EntityManager,
  institutionId: string,
  keys: readonly AudienceKey[],
): Promise<readonly Place[]> => {
  if (keys.length === 0) return [];
  return em.execute<Place[]>(
    `select key, access_units_above(array[key]) as "unitsAbove",
       case split_part(key, ':', 1)
         when 'institution' then split_part(key, ':', 2) = ?
         when 'class' then exists (
           select from access_class where class_id = split_part(key, ':', 2)::uuid and institution_id = ?::uuid)
         else exists (
           select from access_unit where unit_id = split_part(key, ':', 2)::uuid and institution_id = ?::uuid)
       end as known
     from unnest(?::text[]) with ordinality as given (key, place) order by place`,
    [institutionId, institutionId, institutionId, arrayOf(keys)],
  );
};

/** The port over the projection, in the transaction of `em`. */
export const placeReader = (em: EntityManager): PlaceReader => ({
  read: (institutionId, keys) => readPlaces(em, institutionId, keys),
  lastEnded: (person, keys) => readEndedMembership(em, person, keys),
});
