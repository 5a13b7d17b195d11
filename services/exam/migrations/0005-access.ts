import { projectionTables } from '@ai-teacher/access/data/projection-tables.ts';
import { Migration } from '@mikro-orm/migrations';

/** The projection of the facts about classes, units, roles and guardians, which user owns. */
export class Access extends Migration {
  override up(): void {
    for (const statement of projectionTables) this.addSql(statement);
  }
}
