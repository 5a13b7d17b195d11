import { seenEventsTable } from '@ai-teacher/service-kit/jobs/events.ts';
import { Migration } from '@mikro-orm/migrations';

export class Sessions extends Migration {
  override up(): void {
    this.addSql(`
      create table chat_session (
        id uuid primary key,
        institution_id uuid not null,
        user_id uuid not null,
        title text not null,
        created_at timestamptz not null
      )`);
    this.addSql('create index chat_session_owner on chat_session (user_id, created_at desc, id desc)');
    this.addSql(`
      create table chat_message (
        id uuid primary key,
        session_id uuid not null references chat_session (id) on delete cascade,
        position bigint generated always as identity,
        author text not null check (author in ('user', 'assistant')),
        text text not null,
        status text not null check (status in ('complete', 'incomplete', 'failed')),
        mode text check (mode in ('extractive', 'generative')),
        supported boolean,
        model text,
        input_tokens integer,
        output_tokens integer,
        created_at timestamptz not null
      )`);
    this.addSql('create index chat_message_order on chat_message (session_id, position)');
    this.addSql(`
      create table chat_citation (
        message_id uuid not null references chat_message (id) on delete cascade,
        marker integer not null,
        document_id uuid not null,
        chunk_id uuid not null,
        page_label text not null,
        page_number integer not null,
        quote text not null,
        primary key (message_id, marker)
      )`);
    this.addSql('create index chat_citation_document on chat_citation (document_id)');
    this.addSql(seenEventsTable);
  }
}
