import { Migration } from '@mikro-orm/migrations';

/** The scores for the criteria of long answers. */
export class CriterionMarks extends Migration {
  override up(): void {
    this.addSql('alter table mark add column criteria jsonb');
  }
}
