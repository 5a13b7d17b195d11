import { seenEventsTable } from '@ai-teacher/service-kit/jobs/events.ts';
import { Migration } from '@mikro-orm/migrations';

export class Exams extends Migration {
  override up(): void {
    this.addSql(`
      create table exam (
        id uuid primary key,
        institution_id uuid not null,
        teacher_id uuid not null,
        title text not null,
        status text not null check (status in ('draft', 'published')),
        opens_at timestamptz,
        closes_at timestamptz,
        duration_minutes integer,
        shortfall jsonb,
        created_at timestamptz not null,
        published_at timestamptz
      )`);
    this.addSql('create index exam_of_teacher on exam (teacher_id, created_at desc, id desc)');
    this.addSql(`
      create index exam_published on exam (institution_id, created_at desc, id desc) where status = 'published'`);
    this.addSql(`
      create table item (
        id uuid primary key,
        exam_id uuid not null references exam (id) on delete cascade,
        position integer not null,
        type text not null,
        points double precision not null check (points > 0),
        content jsonb not null,
        unique (exam_id, position)
      )`);
    this.addSql(`
      create table attempt (
        id uuid primary key,
        exam_id uuid not null references exam (id) on delete cascade,
        institution_id uuid not null,
        student_id uuid not null,
        status text not null check (status in ('in_progress', 'needs_review', 'graded')),
        started_at timestamptz not null,
        deadline_at timestamptz,
        submitted_at timestamptz,
        closed_by text check (closed_by in ('student', 'deadline')),
        unique (exam_id, student_id),
        check ((status = 'in_progress') = (submitted_at is null))
      )`);
    this.addSql('create index attempt_of_student on attempt (student_id)');
    this.addSql('create index attempt_of_exam on attempt (exam_id, started_at desc, id desc)');
    this.addSql(`
      create table response (
        attempt_id uuid not null references attempt (id) on delete cascade,
        item_id uuid not null references item (id) on delete cascade,
        content jsonb not null,
        saved_at timestamptz not null,
        primary key (attempt_id, item_id)
      )`);
    this.addSql(`
      create table mark (
        id bigint generated always as identity primary key,
        attempt_id uuid not null references attempt (id) on delete cascade,
        item_id uuid not null references item (id) on delete cascade,
        score double precision check (score >= 0),
        feedback text not null,
        marked_by uuid,
        marked_at timestamptz not null
      )`);
    this.addSql('create index mark_of_item on mark (attempt_id, item_id, id desc)');
    this.addSql(seenEventsTable);
  }
}
