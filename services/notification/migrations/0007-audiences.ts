import { projectionTables } from '@ai-teacher/access/data/projection-tables.ts';
import { Migration } from '@mikro-orm/migrations';

/**
 * Adds the audience of an announcement, and the time at which its exam closes for the audience. Earlier
 * announcements were for the whole institution. The projection of the facts about classes, units and
 * guardians decides which people belong to an audience.
 */
export class Audiences extends Migration {
  override up(): void {
    for (const statement of projectionTables) this.addSql(statement);
    this.addSql(`alter table announcement add column audience text[] not null default '{}'`);
    this.addSql('alter table announcement add column closes_at timestamptz');
    this.addSql(`update announcement set audience = array['institution:' || institution_id]`);
    this.addSql('create index announcement_of_audience on announcement using gin (audience)');
  }
}
