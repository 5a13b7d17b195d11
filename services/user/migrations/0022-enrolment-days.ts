import { setLockTimeout } from '@ai-teacher/service-kit/database/remove-expired.ts';
import { Migration } from '@mikro-orm/migrations';

/**
 * Refuses common days of the given rows with other enrolments. The lock of the classes makes concurrent
 * transactions see the enrolments of one another. The limit makes each check a look-up in an index: the
 * planner does not know how many rows a statement has, and a join may read the whole table. No index serves
 * `is not distinct from`, so the planner looks up the person, who has few enrolments, and not the class.
 */
const checkOf = (name: string, rows: string): string => `
  create function ${name}() returns trigger language plpgsql set enable_seqscan = off as $$
  begin
    if not exists (select from ${rows} given) then return null; end if;
    perform from class where id = any(array(select class_id from ${rows} given)) order by id for no key update;
    if exists (select from ${rows} given cross join lateral (select from enrolment e
        where e.person_id = given.person_id and e.class_id is not distinct from given.class_id
          and e.role = given.role and e.id <> given.id
          and daterange(e.valid_from, e.valid_until) && daterange(given.valid_from, given.valid_until)
        limit 1) other) then
      raise exclusion_violation using table = 'enrolment', constraint = 'enrolment_once_a_day',
        message = 'enrolment_once_a_day: the person has the role in the class on some of these days already';
    end if;
    return null;
  end $$`;

/** A period that only became shorter needs no check, so an end locks no class. */
const grown = `(select changed.* from changed left join removed on removed.id = changed.id
  and removed.class_id = changed.class_id and removed.person_id = changed.person_id
  and removed.role = changed.role and daterange(changed.valid_from, changed.valid_until)
    <@ daterange(removed.valid_from, removed.valid_until)
  where removed.id is null)`;

/**
 * A person has a role in a class at most once a day. An exclusion constraint costs 29 µs for each added row,
 * because GiST reads whole pages. The look-ups of a trigger in a B-tree cost 5 µs. The service locks classes
 * before their enrolments, and later migrations of the same transaction lock classes, so this one does first.
 */
export class EnrolmentDays extends Migration {
  override up(): void {
    this.addSql(setLockTimeout);
    this.addSql('lock table class, enrolment in access exclusive mode');
    this.addSql('alter table enrolment drop constraint enrolment_once_a_day');
    this.addSql(checkOf('check_added_enrolments', 'added'));
    this.addSql(checkOf('check_changed_enrolments', grown));
    this.addSql(`
      create trigger enrolment_added after insert on enrolment referencing new table as added
        for each statement execute function check_added_enrolments()`);
    this.addSql(`
      create trigger enrolment_changed after update on enrolment
        referencing old table as removed new table as changed
        for each statement execute function check_changed_enrolments()`);
  }
}
