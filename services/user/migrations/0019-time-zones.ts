import { Migration } from '@mikro-orm/migrations';

/**
 * The time zone in which the days of an institution begin. An institution without a row has UTC. The table
 * `institution` has no row for an institution that auth has made.
 */
export class TimeZones extends Migration {
  override up(): void {
    this.addSql(`
      create table institution_time_zone (
        institution_id uuid primary key,
        time_zone text not null,
        version int not null default 1,
        changed_by uuid not null,
        changed_at timestamptz not null
      )`);
  }
}
