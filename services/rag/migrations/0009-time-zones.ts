import { timeZoneTable } from '@ai-teacher/access/data/projection-tables.ts';
import { Migration } from '@mikro-orm/migrations';

/** The time zones of institutions in the projection of the facts about rights. */
export class TimeZones extends Migration {
  override up(): void {
    this.addSql(timeZoneTable);
  }
}
