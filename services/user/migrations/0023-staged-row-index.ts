import { setLockTimeout } from '@ai-teacher/service-kit/database/remove-expired.ts';
import { Migration } from '@mikro-orm/migrations';

/**
 * Only ids of things that other rows name are looked up in a staged file. Enrolments, roles and profiles
 * are four of five rows of a bundle, and an index of their ids costs 5 µs for each. A worker of the
 * previous version looks up ids of enrolments without an index. Its statement may reach its timeout; the
 * job is repeated.
 */
export class StagedRowIndex extends Migration {
  override up(): void {
    this.addSql(setLockTimeout);
    this.addSql('drop index roster_row_sourced');
    this.addSql(`
      create index roster_row_named on roster_row (roster_id, file, sourced_id)
      where file in ('orgs', 'academicSessions', 'courses', 'users', 'classes')`);
  }
}
