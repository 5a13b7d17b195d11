import { Migration } from '@mikro-orm/migrations';

/**
 * Adds the assignments of an exam with their times, extra time of students, and the end of an exam for its
 * last student. Every exam that is published already is assigned to its institution, with the exam's own
 * times.
 */
export class Assignments extends Migration {
  override up(): void {
    this.addSql(`
      create table assignment (
        exam_id uuid not null references exam (id) on delete cascade,
        audience text not null,
        opens_at timestamptz,
        closes_at timestamptz,
        primary key (exam_id, audience)
      )`);
    this.addSql('create index assignment_of_audience on assignment (audience, exam_id)');
    this.addSql(`
      insert into assignment (exam_id, audience)
      select id, 'institution:' || institution_id from exam where status = 'published'`);
    this.addSql(`
      create table extra_time (
        exam_id uuid not null references exam (id) on delete cascade,
        student_id uuid not null,
        factor double precision not null check (factor > 1 and factor <= 3),
        given_by uuid,
        given_at timestamptz not null,
        primary key (exam_id, student_id)
      )`);
    this.addSql('create index extra_time_of_student on extra_time (student_id)');
    this.addSql('alter table exam add column ends_at timestamptz');
    this.addSql('update exam set ends_at = closes_at');
    // The audience keys by which the student could start. Attempts of earlier versions were the
    // institution's.
    this.addSql(`alter table attempt add column audience text[] not null default '{}'`);
    this.addSql(`
      update attempt set audience = array['institution:' || institution_id] where status = 'in_progress'`);
  }
}
