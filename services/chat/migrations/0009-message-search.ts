import { Migration } from '@mikro-orm/migrations';

/**
 * The folded text of each message, by which its owner finds the session. The functions of the previous
 * migration stay for services of the previous version; the job `index-messages` adds what these store.
 */
export class MessageSearch extends Migration {
  override up(): void {
    this.addSql(`
      create table chat_message_search (
        message_id uuid primary key references chat_message (id) on delete cascade,
        session_id uuid not null references chat_session (id) on delete cascade,
        text text not null
      )`);
    this.addSql('create index chat_message_search_session on chat_message_search (session_id)');
    // A withdrawn answer is not found by the words that it had, whichever version withdraws it.
    this.addSql(`
      create function chat_forget_withdrawn() returns trigger language plpgsql as $function$
      begin
        delete from chat_message_search where message_id = new.id;
        return null;
      end $function$`);
    this.addSql(`
      create trigger chat_message_withdrawn after update of withdrawn_at on chat_message
      for each row when (new.withdrawn_at is not null) execute function chat_forget_withdrawn()`);
    this.addSql(`
      create function chat_open_session(new_session uuid, institution uuid, owner uuid, new_title text,
        max_sessions integer, new_message uuid, new_text text, at timestamptz, searchable text)
      returns boolean language plpgsql as $function$
      begin
        if not chat_open_session(new_session, institution, owner, new_title, max_sessions, new_message, new_text, at)
          then return false;
        end if;
        insert into chat_message_search (message_id, session_id, text)
          values (new_message, new_session, searchable);
        return true;
      end $function$`);
    this.addSql(`
      create function chat_add_question(session uuid, new_message uuid, new_text text, at timestamptz,
        max_questions integer, searchable text)
      returns text language plpgsql as $function$
      declare outcome text;
      begin
        outcome := chat_add_question(session, new_message, new_text, at, max_questions);
        if outcome = 'stored' then
          insert into chat_message_search (message_id, session_id, text)
            values (new_message, session, searchable);
        end if;
        return outcome;
      end $function$`);
    // Nothing is added for an answer that the other function did not store.
    this.addSql(`
      create function chat_add_answer(session uuid, new_message uuid, new_text text, new_status text,
        new_mode text, is_supported boolean, new_model text, tokens_in integer, tokens_out integer,
        at timestamptz, withdrawn timestamptz, citations json, documents uuid[], reader uuid,
        since timestamptz, known_lost uuid[], searchable text)
      returns uuid[] language plpgsql as $function$
      declare lost uuid[];
      begin
        lost := chat_add_answer(session, new_message, new_text, new_status, new_mode, is_supported, new_model,
          tokens_in, tokens_out, at, withdrawn, citations, documents, reader, since, known_lost);
        insert into chat_message_search (message_id, session_id, text)
          select id, session_id, searchable from chat_message where id = new_message and searchable <> '';
        return lost;
      end $function$`);
  }
}
