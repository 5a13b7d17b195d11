import { Migration } from '@mikro-orm/migrations';

/** The unit below which all rows of an import must lie; null: the whole institution. */
export class RostersOfUnits extends Migration {
  override up(): void {
    this.addSql('alter table roster add column unit_id uuid references academic_node');
  }
}
