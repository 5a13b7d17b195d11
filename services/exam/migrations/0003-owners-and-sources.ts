import { Migration } from '@mikro-orm/migrations';

/** Teachers who cannot manage their exams, exams that were handed over, and documents that were withdrawn. */
export class OwnersAndSources extends Migration {
  override up(): void {
    this.addSql(`
      create table teacher (
        user_id uuid primary key,
        institution_id uuid not null,
        role text check (role in ('student', 'teacher', 'admin')),
        role_as_of timestamptz,
        is_disabled boolean not null default false,
        disabled_as_of timestamptz,
        is_deleted boolean not null default false
      )`);
    this.addSql(`
      create table lost_document (
        document_id uuid primary key,
        reason text not null check (reason in ('deleted', 'hidden')),
        lost_at timestamptz not null
      )`);
    this.addSql('alter table exam add column handed_over_at timestamptz');
  }
}
