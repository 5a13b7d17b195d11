import { projectionTables } from '@ai-teacher/access/data/projection-tables.ts';
import { Migration } from '@mikro-orm/migrations';

/**
 * Whom an announcement is for, and when its exam closes for them. Earlier announcements were for the whole
 * institution. The projection of the facts about classes, units and guardians decides who these people are.
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
