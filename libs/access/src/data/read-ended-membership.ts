import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { AudienceKey } from '../domain/audience.ts';
import type { CarryingEnrolment, EndedMembership } from '../domain/explain-access.ts';
import type { Person } from '../domain/standing.ts';
import { readDay } from './read-day.ts';
import { arrayOf } from './readable-rows.ts';

type Row = CarryingEnrolment & { readonly key: AudienceKey; readonly until: string | null };

/** `least` ignores a missing end. An enrolment that ended on its first day carried no membership. */
const statement = `
  select * from (
    select enrolment.enrolment_id as "enrolmentId", class.class_id as "classId", enrolment.role,
      case when ended <= ?::date then ended::text end as until,
      (select key from unnest(?::text[]) key
       where key = 'class:' || class.class_id
         or key in (select 'unit:' || unit from unnest(access_units_above(array['class:' || class.class_id])) unit)
       limit 1) as key
    from access_enrolment enrolment
    join access_class class on class.class_id = enrolment.class_id
      and class.institution_id = enrolment.institution_id
    cross join lateral (select least(enrolment.valid_until, class.valid_until) as ended) last_day
    where enrolment.person_id = ? and enrolment.institution_id = ?
      and enrolment.valid_from < ended and (ended <= ?::date or class.archived and enrolment.valid_from <= ?::date)
  ) past where key is not null order by until desc nulls last, "enrolmentId" limit 1`;

/** Reads the last membership of the past that one of these keys allowed; undefined without one. */
export const readEndedMembership = async (
  em: EntityManager,
  { userId, institutionId }: Pick<Person, 'userId' | 'institutionId'>,
  keys: readonly AudienceKey[],
  now = new Date(),
): Promise<EndedMembership | undefined> => {
  if (keys.length === 0) return undefined;
  const today = await readDay(em, institutionId, now);
  const parameters = [today, arrayOf(keys), userId, institutionId, today, today];
  const [row] = await em.execute<Row[]>(statement, parameters);
  if (row === undefined) return undefined;
  const { key, until, ...enrolment } = row;
  return { key, until, enrolment };
};
