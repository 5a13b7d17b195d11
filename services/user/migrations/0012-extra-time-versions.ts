import { Migration } from '@mikro-orm/migrations';

/**
 * The version of the extra time in a profile, for the copies of exam. Version 0 has never been changed from
 * the default of 1.
 */
export class ExtraTimeVersions extends Migration {
  override up(): void {
    this.addSql('alter table profile add column extra_time_version int not null default 0');
    this.addSql('update profile set extra_time_version = 1 where extra_time_factor <> 1');
    this.addSql(`
      create index profile_extra_time on profile (id)
        where extra_time_version > 0 and erased_at is null`);
  }
}
