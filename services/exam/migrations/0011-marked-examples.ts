import { Migration } from '@mikro-orm/migrations';

/** The marks of teachers for one item, newest first: the examples of a suggestion. */
export class MarkedExamples extends Migration {
  override up(): void {
    this.addSql('create index mark_by_teacher on mark (item_id, id desc) where marked_by is not null');
  }
}
