import { Migration } from '@mikro-orm/migrations';

/**
 * The extra time in the profiles of people, which user owns. Extra time of an exam is stored also when it is
 * 1, because the choice of a teacher for the exam precedes the profile.
 */
export class DefaultExtraTime extends Migration {
  override up(): void {
    this.addSql(`
      create table default_extra_time (
        student_id uuid primary key,
        institution_id uuid not null,
        factor double precision not null check (factor >= 1 and factor <= 3),
        version int not null,
        applied_at timestamptz not null default now()
      )`);
    this.addSql(`
      create index default_extra_time_of_institution on default_extra_time (institution_id) include (factor)
        where factor > 1`);
    this.addSql('alter table extra_time drop constraint extra_time_factor_check');
    this.addSql('alter table extra_time add check (factor >= 1 and factor <= 3)');
  }
}
