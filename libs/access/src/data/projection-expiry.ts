import type { Expiry } from '@ai-teacher/service-kit/database/remove-expired.ts';

/** When a row of each table of the projection with a term has expired. */
export const projectionExpiry: Readonly<Record<string, Expiry>> = {
  access_erased_person: 'erased_at < $before',
};
