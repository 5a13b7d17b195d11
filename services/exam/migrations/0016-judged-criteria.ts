import { Migration } from '@mikro-orm/migrations';

/**
 * Adds the findings of a language model for each criterion of an answer: shares, words of the answer,
 * confidences.
 */
export class JudgedCriteria extends Migration {
  override up(): void {
    this.addSql(`
      create table judged_criteria (
        attempt_id uuid not null references attempt (id) on delete cascade,
        item_id uuid not null references item (id) on delete cascade,
        criteria jsonb not null,
        primary key (attempt_id, item_id)
      )`);
    this.addSql('create index judged_criteria_of_item on judged_criteria (item_id)');
  }
}
