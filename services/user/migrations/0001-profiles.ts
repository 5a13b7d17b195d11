import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { seenEventsTable } from '@ai-teacher/service-kit/jobs/events.ts';
import { Migration } from '@mikro-orm/migrations';

export class Profiles extends Migration {
  override up(): void {
    this.addSql(`
      create table institution (
        id uuid primary key,
        name text not null,
        created_at timestamptz not null default now()
      )`);
    this.addSql(
      `insert into institution (id, name) values ('${defaultInstitutionId}', 'Default institution')`,
    );
    // No foreign key to institution: auth decides who belongs to which institution. A profile must not be
    // rejected when the row of its institution is restored or inserted later. The registered and the chosen
    // name are two columns, so neither overwrites the other, whatever the order of arrival. An erased profile
    // retains its row without personal data: the row stops late events and valid tokens from creating the
    // profile again.
    this.addSql(`
      create table profile (
        id uuid primary key,
        institution_id uuid not null,
        role text not null check (role in ('student', 'teacher', 'admin')),
        registered_name text,
        chosen_name text,
        email text,
        locale text not null default 'en',
        time_zone text not null default 'UTC',
        created_at timestamptz not null,
        erased_at timestamptz,
        check (erased_at is null or num_nonnulls(registered_name, chosen_name, email) = 0)
      )`);
    this.addSql(seenEventsTable);
  }
}
