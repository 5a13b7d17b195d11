import { Migration } from '@mikro-orm/migrations';

/**
 * Documents whose titles notifications must not contain. An event about a document may be delivered after the
 * event of its deletion, so the id remains. `reader_id` is the only person who may still read the document;
 * null when it was deleted.
 *
 * Announcements are counted by their author and the time at which they were stored.
 */
export class DocumentsAndLimits extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists forgotten_document (
        document_id uuid primary key,
        reader_id uuid,
        forgotten_at timestamptz not null
      )`);
    this.addSql('alter table announcement add column if not exists author_id uuid');
    this.addSql(
      'alter table announcement add column if not exists stored_at timestamptz not null default now()',
    );
    this.addSql('create index if not exists announcement_of_author on announcement (author_id, stored_at)');
    this.addSql('create index if not exists notification_subject on notification (subject)');
  }
}
