import { Migration } from '@mikro-orm/migrations';

/**
 * The deleted users. A question that was under way when its user was deleted opens no session afterwards. The
 * function is replaced, so a service of the previous version does not open one either.
 */
export class ErasedUsers extends Migration {
  override up(): void {
    this.addSql(`
      create table erased_user (
        user_id uuid primary key,
        erased_at timestamptz not null default now()
      )`);
    this.addSql('create index erased_user_expired on erased_user (erased_at)');
    // An erasure takes the same lock first. So the function sees the erasure, or the erasure its session.
    this.addSql(`
      create or replace function chat_open_session(new_session uuid, institution uuid, owner uuid, new_title text,
        max_sessions integer, new_message uuid, new_text text, at timestamptz)
      returns boolean language plpgsql as $function$
      begin
        perform pg_advisory_xact_lock(hashtextextended('sessions ' || owner::text, 0));
        insert into chat_session (id, institution_id, user_id, title, created_at)
          select new_session, institution, owner, new_title, at
          where (select count(*) from chat_session where user_id = owner) < max_sessions
            and not exists (select from erased_user where user_id = owner);
        if not found then return false; end if;
        insert into chat_message (id, session_id, author, text, status, created_at)
          values (new_message, new_session, 'user', new_text, 'complete', at);
        return true;
      end $function$`);
    // Why chat_open_session opened no session. Volatile, so that it sees what the other function saw.
    this.addSql(`
      create function chat_refusal_of(owner uuid) returns text language plpgsql volatile as $function$
      begin
        return case when exists (select from erased_user where user_id = owner) then 'erased' else 'full' end;
      end $function$`);
  }
}
