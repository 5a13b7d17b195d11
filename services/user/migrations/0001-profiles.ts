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
    // No foreign key to institution: who belongs where is told by auth, and a profile must not be refused when the
    // institution's own row is restored or made later. Two names, so that neither the registration nor the person
    // ever overwrites the other, in whatever order they come. An erased profile keeps its row, without anything
    // personal: it stops late events and tokens that are still valid from making the profile again.
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
