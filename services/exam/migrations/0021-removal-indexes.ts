import { Migration } from '@mikro-orm/migrations';

/**
 * Indexes for removals, which otherwise read all marks and responses: of an account its marks and the extra
 * time it gave, of a draft or an item the rows that refer to its items.
 */
export class RemovalIndexes extends Migration {
  override up(): void {
    this.addSql('create index if not exists mark_marked_by on mark (marked_by) where marked_by is not null');
    this.addSql('create index if not exists mark_item on mark (item_id)');
    this.addSql('create index if not exists response_item on response (item_id)');
    this.addSql(
      'create index if not exists extra_time_given_by on extra_time (given_by) where given_by is not null',
    );
  }
}
