import { Migration } from '@mikro-orm/migrations';

/** A follow-up question stores the text that was searched in its place. */
export class SearchQueries extends Migration {
  override up(): void {
    this.addSql('alter table chat_message add column search_query text');
  }
}
