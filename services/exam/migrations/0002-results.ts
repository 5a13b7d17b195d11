import { Migration } from '@mikro-orm/migrations';

/** The release of results, the order of items per student, and the notification of results. */
export class Results extends Migration {
  override up(): void {
    this.addSql('alter table exam add column released_at timestamptz');
    this.addSql('alter table exam add column shuffle boolean not null default true');
    this.addSql('alter table attempt add column announced_at timestamptz');
    // Until now students were notified of a graded attempt immediately.
    this.addSql(`update attempt set announced_at = submitted_at where status = 'graded'`);
    this.addSql(`
      create index attempt_unannounced on attempt (exam_id, id) where status = 'graded' and announced_at is null`);
    this.addSql(`create index attempt_in_progress on attempt (exam_id, id) where status = 'in_progress'`);
  }
}
