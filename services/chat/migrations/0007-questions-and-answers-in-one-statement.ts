import { Migration } from '@mikro-orm/migrations';

/**
 * A question and an answer are stored by one statement each. Inside a function every statement sees what was
 * committed before it began, so a count sees the rows for which the lock before it waited.
 */
export class QuestionsAndAnswersInOneStatement extends Migration {
  override up(): void {
    // False, and nothing is stored, when the user has max_sessions.
    this.addSql(`
      create function chat_open_session(new_session uuid, institution uuid, owner uuid, new_title text,
        max_sessions integer, new_message uuid, new_text text, at timestamptz)
      returns boolean language plpgsql as $function$
      begin
        perform pg_advisory_xact_lock(hashtextextended('sessions ' || owner::text, 0));
        insert into chat_session (id, institution_id, user_id, title, created_at)
          select new_session, institution, owner, new_title, at
          where (select count(*) from chat_session where user_id = owner) < max_sessions;
        if not found then return false; end if;
        insert into chat_message (id, session_id, author, text, status, created_at)
          values (new_message, new_session, 'user', new_text, 'complete', at);
        return true;
      end $function$`);
    // 'full' when the session has max_questions, 'gone' when it has been deleted; then nothing is stored. The
    // row lock prevents the deletion of the session until the transaction ends.
    this.addSql(`
      create function chat_add_question(session uuid, new_message uuid, new_text text, at timestamptz,
        max_questions integer)
      returns text language plpgsql as $function$
      begin
        perform pg_advisory_xact_lock(hashtextextended('messages ' || session::text, 0));
        if (select count(*) from chat_message where session_id = session and author = 'user') >= max_questions
          then return 'full';
        end if;
        insert into chat_message (id, session_id, author, text, status, created_at)
          select new_message, id, 'user', new_text, 'complete', at
          from chat_session where id = session for share skip locked;
        return case when found then 'stored' else 'gone' end;
      end $function$`);
    // The answer is stored when every document that the reader has lost is among known_lost. The shared locks
    // order answers and withdrawals, whose transactions do not see each other's rows. A deleted session
    // takes no answer.
    this.addSql(`
      create function chat_add_answer(session uuid, new_message uuid, new_text text, new_status text,
        new_mode text, is_supported boolean, new_model text, tokens_in integer, tokens_out integer,
        at timestamptz, withdrawn timestamptz, citations json, documents uuid[], reader uuid,
        since timestamptz, known_lost uuid[])
      returns uuid[] language plpgsql as $function$
      declare lost uuid[];
      begin
        perform pg_advisory_xact_lock_shared(hashtextextended('withdrawn ' || id::text, 0))
          from (select id from unnest(documents) as given (id) order by 1) as document;
        select coalesce(array_agg(document_id), '{}') into lost from withdrawn_document
          where document_id = any (documents) and (deleted or reader_id <> reader) and withdrawn_at >= since;
        if not lost <@ known_lost then return lost; end if;
        with found_session as (select id from chat_session where id = session for share skip locked),
        message as (
          insert into chat_message (id, session_id, author, text, status, mode, supported, model, input_tokens,
            output_tokens, created_at, withdrawn_at)
          select new_message, found_session.id, 'assistant', new_text, new_status, new_mode, is_supported,
            new_model, tokens_in, tokens_out, at, withdrawn
          from found_session
          returning id),
        citation as (
          insert into chat_citation (message_id, marker, document_id, chunk_id, page_label, page_number, quote,
            recognised, withdrawn_at)
          select message.id, given.marker, given."documentId", given."chunkId", given."pageLabel",
            given."pageNumber", given.quote, given.recognised, given."withdrawnAt"
          from message, json_to_recordset(citations) as given (marker int, "documentId" uuid, "chunkId" uuid,
            "pageLabel" text, "pageNumber" int, quote text, recognised boolean, "withdrawnAt" timestamptz))
        insert into chat_answer_source (message_id, document_id)
          select distinct message.id, given.id from message, unnest(documents) as given (id);
        return lost;
      end $function$`);
  }
}
