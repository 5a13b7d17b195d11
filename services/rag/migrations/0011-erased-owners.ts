import { Migration } from '@mikro-orm/migrations';

/** A shared document outlives the account of its owner. Then no person could read it as a private one. */
export class ErasedOwners extends Migration {
  override up(): void {
    this.addSql('alter table document add column owner_erased boolean not null default false');
    this.addSql(`update document set owner_erased = true
      where owner_id in (select person_id from access_erased_person)`);
  }
}
