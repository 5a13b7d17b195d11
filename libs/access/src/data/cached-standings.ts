import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { LRUCache } from 'lru-cache';
import type { Standing } from '../domain/standing.ts';
import type { Standings } from '../domain/standings.ts';
import { readStanding } from './read-standing.ts';

const maxAgeMilliseconds = 1_000;
/** A standing takes about 2 KB. */
const maxStandings = 5_000;

/**
 * Reads standings, and remembers each for at most one second, so that a decision usually reads nothing.
 * Concurrent questions about one person share one reading. A failed reading is not remembered.
 */
export const cachedStandings = (
  unitOfWork: UnitOfWork<EntityManager>,
  { now }: { readonly now: () => Date },
): Standings => {
  const known = new LRUCache<string, Promise<Standing>>({ max: maxStandings, ttl: maxAgeMilliseconds });
  return {
    of: (person) => {
      const key = `${person.userId} ${person.institutionId} ${person.role}`;
      const fresh = known.get(key);
      if (fresh !== undefined) return fresh;
      const reading = unitOfWork.run((em) => readStanding(em, person, now()), { readOnly: true });
      known.set(key, reading);
      reading.catch(() => known.delete(key));
      return reading;
    },
  };
};
