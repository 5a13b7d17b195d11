import { Migration } from '@mikro-orm/migrations';

export class People extends Migration {
  override up(): void {
    // Extra time is a right that a school grants. Its person cannot set it.
    this.addSql(`
      alter table profile
        add column extra_time_factor numeric(3, 2) not null default 1
          check (extra_time_factor between 1 and 3),
        add column large_text boolean not null default false,
        add column read_aloud boolean not null default false`);
    this.addSql(`
      create table guardian_link (
        id uuid primary key,
        institution_id uuid not null,
        guardian_id uuid not null,
        student_id uuid not null check (student_id <> guardian_id),
        created_by uuid not null,
        created_at timestamptz not null,
        ended_at timestamptz
      )`);
    this.addSql(
      'create unique index guardian_link_active on guardian_link (student_id, guardian_id) where ended_at is null',
    );
    this.addSql('create index guardian_link_student on guardian_link (student_id, created_at desc, id desc)');
    this.addSql(
      'create index guardian_link_guardian on guardian_link (guardian_id, created_at desc, id desc)',
    );
  }
}
