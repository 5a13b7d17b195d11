import type { AudienceKey } from '../domain/audience.ts';
import { arrayOf, type RowCondition } from './readable-rows.ts';

const statement = `
  with recursive given (audience, institution_id, today) as (values (?::text[], ?::uuid, ?::date)),
  below (unit_id) as (
    select substr(key, 6)::uuid from given, unnest(audience) key where key like 'unit:%'
    union
    select unit.unit_id from below join access_unit unit on unit.parent_id = below.unit_id),
  wanted (class_id) as (
    select substr(key, 7)::uuid from given, unnest(audience) key where key like 'class:%'
    union
    select class.class_id from below join access_class class on class.unit_id = below.unit_id)
  select enrolment.person_id from wanted
  join given on true
  join access_class class on class.class_id = wanted.class_id and class.institution_id = given.institution_id
  join access_enrolment enrolment on enrolment.class_id = class.class_id
    and enrolment.institution_id = given.institution_id
  where enrolment.role = 'student' and not class.archived and enrolment.valid_from <= today
    and today < least(enrolment.valid_until, class.valid_until)`;

/**
 * A query for the ids of the students who are enrolled today in a class of the audience, or in a class
 * below a unit of it. An entry for the institution adds no student, because the projection does not know
 * who belongs to an institution.
 *
 * @param today the day of the institution, from `readDay`.
 */
export const studentsOf = (
  audience: readonly AudienceKey[],
  { institutionId, today }: { readonly institutionId: string; readonly today: string },
): RowCondition => ({
  sql: statement,
  parameters: [arrayOf(audience), institutionId, today],
});
