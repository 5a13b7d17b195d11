import { Migration } from '@mikro-orm/migrations';

/**
 * Adds the source and the reason of a mark, whether the model may mark an exam, and the attempts that await
 * a teacher.
 */
export class MachineMarks extends Migration {
  override up(): void {
    this.addSql('alter table mark add column machine jsonb, add column occasion text');
    this.addSql('alter table exam add column marks_by_machine boolean not null default true');
    this.addSql(`create index attempt_needs_review on attempt (exam_id, id) where status = 'needs_review'`);
  }
}
