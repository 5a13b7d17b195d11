import { Migration } from '@mikro-orm/migrations';

/**
 * Invitations of people whose account takes a given id. Safe while the previous version still serves: the
 * compared address of an invitation without an address is the id of its person, which no address equals.
 */
export class PersonInvitations extends Migration {
  override up(): void {
    this.addSql('alter table invitation add column person_id uuid');
    // At most one invitation of a person can be used.
    this.addSql(`
      create unique index invitation_of_person on invitation (person_id)
      where used_at is null and withdrawn_at is null`);
    this.addSql(`
      create index invitation_of_people on invitation (institution_id, created_at desc, id desc)
      where person_id is not null`);
    this.addSql(`
      create index invitation_of_maker on invitation (invited_by, created_at)
      where person_id is not null`);
  }
}
