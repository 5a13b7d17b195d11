import { Migration } from '@mikro-orm/migrations';

/**
 * The documents on which an answer rests, and the documents that readers have lost. Answers stored before
 * this migration rest on the documents that they cite.
 */
export class WithdrawnDocuments extends Migration {
  override up(): void {
    this.addSql('alter table chat_message add column if not exists withdrawn_at timestamptz');
    this.addSql('alter table chat_citation add column if not exists withdrawn_at timestamptz');
    this.addSql(`
      create table if not exists chat_answer_source (
        message_id uuid not null references chat_message (id) on delete cascade,
        document_id uuid not null,
        primary key (message_id, document_id)
      )`);
    this.addSql('create index if not exists chat_answer_source_document on chat_answer_source (document_id)');
    this.addSql(`insert into chat_answer_source (message_id, document_id)
      select distinct message_id, document_id from chat_citation on conflict do nothing`);
    // reader_id: the only person who may still read the document; null when it was deleted.
    this.addSql(`
      create table if not exists withdrawn_document (
        document_id uuid primary key,
        reader_id uuid,
        deleted boolean not null,
        withdrawn_at timestamptz not null
      )`);
  }
}
