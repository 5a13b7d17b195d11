import { Migration } from '@mikro-orm/migrations';

export class UnitRoles extends Migration {
  override up(): void {
    // A role holds for the unit and for all units below it. No foreign key to profile, as for enrolments.
    this.addSql(`
      create table unit_role (
        id uuid primary key,
        institution_id uuid not null,
        unit_id uuid not null references academic_node,
        person_id uuid not null,
        role text not null check (role in ('admin')),
        valid_from date not null,
        valid_until date check (valid_until >= valid_from),
        version int not null default 1,
        granted_by uuid not null,
        ended_by uuid,
        created_at timestamptz not null,
        constraint unit_role_once_a_day exclude using gist (
          unit_id with =, person_id with =, role with =, daterange(valid_from, valid_until) with &&)
      )`);
    this.addSql('create index unit_role_of_unit on unit_role (unit_id, created_at desc, id desc)');
    this.addSql('create index unit_role_of_person on unit_role (person_id, created_at desc, id desc)');
    // An ended link has had two states, so its version is the second one.
    this.addSql('alter table guardian_link add column version int not null default 1');
    this.addSql('update guardian_link set version = 2 where ended_at is not null');
    // Events about a role may arrive in another order than they happened, so the time of the latest one
    // stays.
    this.addSql('alter table profile add column role_as_of timestamptz');
  }
}
