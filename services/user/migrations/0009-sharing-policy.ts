import { Migration } from '@mikro-orm/migrations';

/** The policy of an institution about sharing. An institution without a row has the default. */
export class SharingPolicy extends Migration {
  override up(): void {
    this.addSql(`
      create table sharing_policy (
        institution_id uuid primary key,
        teachers_share boolean not null,
        version int not null default 1,
        changed_by uuid not null,
        changed_at timestamptz not null
      )`);
  }
}
