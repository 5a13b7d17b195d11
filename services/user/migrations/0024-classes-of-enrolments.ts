import { setLockTimeout } from '@ai-teacher/service-kit/database/remove-expired.ts';
import { Migration } from '@mikro-orm/migrations';

/**
 * Refuses enrolments in classes that do not exist, and common days of the given rows with other enrolments.
 * The lock of the classes makes concurrent transactions see the enrolments of one another, and no class
 * disappears meanwhile. The limit makes each check a look-up in an index: the planner does not know how many
 * rows a statement has, and a join may read the whole table. No index serves `is not distinct from`, so the
 * planner looks up the person, who has few enrolments, and not the class.
 */
const checkOf = (name: string, rows: string): string => `
  create or replace function ${name}() returns trigger language plpgsql set enable_seqscan = off as $$
  declare locked int;
  begin
    if not exists (select from ${rows} given) then return null; end if;
    perform from class where id = any(array(select class_id from ${rows} given)) order by id for no key update;
    get diagnostics locked = row_count;
    if locked < (select count(distinct class_id) from ${rows} given) then
      raise foreign_key_violation using table = 'enrolment', constraint = 'enrolment_class_id_fkey',
        message = 'enrolment_class_id_fkey: the class of an enrolment does not exist';
    end if;
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
 * A foreign key looks each row up alone, 14 µs for each of 2 000 enrolments. The triggers of enrolments lock
 * their classes anyway, and count them. The service locks classes before their enrolments, so the migration
 * does as well.
 */
export class ClassesOfEnrolments extends Migration {
  override up(): void {
    this.addSql(setLockTimeout);
    this.addSql('lock table class, enrolment in access exclusive mode');
    this.addSql(checkOf('check_added_enrolments', 'added'));
    this.addSql(checkOf('check_changed_enrolments', grown));
    this.addSql(`
      create function keep_classes_in_use() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and new.id = old.id then return new; end if;
        if exists (select from enrolment where class_id = old.id) then
          raise foreign_key_violation using table = 'class', constraint = 'enrolment_class_id_fkey',
            message = 'enrolment_class_id_fkey: the class has enrolments';
        end if;
        return case tg_op when 'UPDATE' then new else old end;
      end $$`);
    this.addSql(`
      create trigger class_in_use before delete or update of id on class
        for each row execute function keep_classes_in_use()`);
    this.addSql('alter table enrolment drop constraint enrolment_class_id_fkey');
  }
}
