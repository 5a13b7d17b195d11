import { Migration } from '@mikro-orm/migrations';

/** The invitations of addresses that a maker made in the last hour are found without a scan of the table. */
export class InvitationsOfAnHour extends Migration {
  override up(): void {
    this.addSql(`
      create index if not exists invitation_of_addresses on invitation (invited_by, created_at)
      where person_id is null`);
  }
}
