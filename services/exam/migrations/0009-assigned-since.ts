import { Migration } from '@mikro-orm/migrations';

/**
 * Since when an exam is assigned to a class, a unit or the institution. Earlier ones: since its
 * publication.
 */
export class AssignedSince extends Migration {
  override up(): void {
    this.addSql('alter table assignment add column assigned_at timestamptz not null default now()');
    this.addSql(`
      update assignment set assigned_at = exam.published_at from exam
      where exam.id = assignment.exam_id and exam.published_at is not null`);
  }
}
