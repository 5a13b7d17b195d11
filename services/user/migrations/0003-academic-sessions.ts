import { Migration } from '@mikro-orm/migrations';

export class AcademicSessions extends Migration {
  override up(): void {
    // One row for each institution. A change of its sessions, courses and classes locks the row, so that two
    // of them never receive one code, and the numbers are exact.
    this.addSql(`
      create table academic_register (
        institution_id uuid primary key,
        sessions int not null default 0,
        courses int not null default 0,
        classes int not null default 0
      )`);
    // A period is half open: `valid_until` is the day after its last day.
    this.addSql(`
      create table academic_session (
        id uuid primary key,
        institution_id uuid not null references academic_register,
        parent_id uuid references academic_session,
        code text,
        names jsonb not null,
        valid_from date not null,
        valid_until date not null check (valid_until > valid_from),
        version int not null default 1,
        archived_at timestamptz,
        created_at timestamptz not null
      )`);
    this.addSql(
      'create unique index academic_session_code on academic_session (institution_id, code) where code is not null',
    );
    this.addSql(
      'create index academic_session_list on academic_session (institution_id, valid_from desc, id desc)',
    );
    this.addSql('create index academic_session_terms on academic_session (parent_id)');
    this.addSql(`
      create table course (
        id uuid primary key,
        institution_id uuid not null references academic_register,
        session_id uuid not null references academic_session,
        node_id uuid not null references academic_node,
        code text,
        names jsonb not null,
        version int not null default 1,
        archived_at timestamptz,
        created_at timestamptz not null
      )`);
    this.addSql('create unique index course_code on course (institution_id, code) where code is not null');
    this.addSql('create index course_list on course (institution_id, created_at desc, id desc)');
    this.addSql('create index course_of_session on course (session_id, created_at desc, id desc)');
    this.addSql('create index course_of_node on course (node_id, created_at desc, id desc)');
  }
}
