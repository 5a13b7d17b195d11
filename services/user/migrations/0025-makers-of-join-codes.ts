import { Migration } from '@mikro-orm/migrations';

/** Remembers whose account is disabled, and finds the open codes that a person made. */
export class MakersOfJoinCodes extends Migration {
  override up(): void {
    this.addSql('alter table profile add column is_disabled boolean not null default false');
    this.addSql('alter table profile add column disabled_as_of timestamptz');
    this.addSql(`
      create index if not exists join_code_of_maker on join_code (created_by)
      where withdrawn_at is null and account_role is null`);
  }
}
