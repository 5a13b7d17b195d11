import { Migration } from '@mikro-orm/migrations';

/**
 * Records when an account was verified and when it was last used. Sessions outlive their account, because a
 * deleted account's sessions stay listed as ended until their last access token has expired.
 */
export class UnverifiedAccounts extends Migration {
  override up(): void {
    this.addSql(`
      alter table account
        add column verified_at timestamptz,
        add column last_used_at timestamptz`);
    // An admin vouched for these people: by an invitation, or by granting a role.
    this.addSql(`
      update account set verified_at = now()
      where role <> 'student' or exists (
        select from invitation
        where invitation.email_key = account.email_key
          and invitation.institution_id = account.institution_id and invitation.used_at is not null)`);
    // Use was not recorded before. The terms of existing accounts begin now.
    this.addSql('update account set last_used_at = now()');
    this.addSql('create index account_unverified on account (created_at) where verified_at is null');
    this.addSql('alter table refresh_family drop constraint refresh_family_account_id_fkey');
  }
}
