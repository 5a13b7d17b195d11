import { Migration } from '@mikro-orm/migrations';

/**
 * Join codes with which a person registers. Safe while the previous version still serves: such a code names
 * the person whose id the new account takes, so no other student can use it there.
 */
export class ClassInvitations extends Migration {
  override up(): void {
    // account_role: the role of the account that auth makes with this code; null: no account is made with it.
    // email: the address that the code is for. Erased with the row, a number of days after the code expired.
    this.addSql(`
      alter table join_code
        add column account_role text check (account_role in ('student', 'teacher')),
        add column email text,
        add column email_key text`);
    this.addSql(`
      create index join_code_open_invitation on join_code (institution_id, expires_at)
      where account_role is not null and withdrawn_at is null and uses = 0`);
    this.addSql('create index join_code_of_email on join_code (email_key) where email_key is not null');
  }
}
