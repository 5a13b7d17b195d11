import { Migration } from '@mikro-orm/migrations';

/** A citation knows whether its quote was recognised from a picture. */
export class RecognisedQuotes extends Migration {
  override up(): void {
    this.addSql('alter table chat_citation add column recognised boolean not null default false');
  }
}
