import { Migration } from '@mikro-orm/migrations';

/**
 * `by_hand`: people made the thing, and a bundle names it by its own id. Its row is stored anew by each
 * import that names it, and a bulk file without it does not end it (decision 0055).
 */
export class ThingsMadeByHand extends Migration {
  override up(): void {
    this.addSql('alter table roster_record add column by_hand boolean not null default false');
  }
}
