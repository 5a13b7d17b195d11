import { Migration } from '@mikro-orm/migrations';

/**
 * Staged rows and steps are written by the million and read by few ways. A foreign key costs 8 µs for each
 * row, so the statements that write them lock their import once instead.
 */
export class RosterIndexes extends Migration {
  override up(): void {
    for (const table of ['roster_row', 'roster_step'])
      this.addSql(`alter table ${table} drop constraint ${table}_roster_id_fkey`);
    // Roles and profiles look for the step of their person. The erasure of a person looks for all of that
    // person's steps.
    this.addSql('drop index roster_step_sourced');
    this.addSql('drop index roster_step_target');
    this.addSql(`create index roster_step_user on roster_step (roster_id, sourced_id) where file = 'users'`);
    this.addSql(`
      create index roster_step_person on roster_step (target_id)
      where file in ('users', 'roles', 'userProfiles')`);
  }
}
