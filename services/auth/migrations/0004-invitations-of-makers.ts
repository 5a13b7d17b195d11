import { Migration } from '@mikro-orm/migrations';

/**
 * Gives invitations an id, by which admins withdraw them, the address as it was written, and the time of
 * their withdrawal. Safe while the previous version still serves: it inserts no id and no address.
 */
export class InvitationsOfMakers extends Migration {
  override up(): void {
    this.addSql(`
      alter table invitation
        add column id uuid not null default gen_random_uuid(),
        add column email text,
        add column withdrawn_at timestamptz`);
    this.addSql('create unique index invitation_id on invitation (id)');
    this.addSql('create index invitation_list on invitation (institution_id, created_at desc, id desc)');
    this.addSql('create index invitation_open on invitation (invited_by, expires_at) where used_at is null');
  }
}
