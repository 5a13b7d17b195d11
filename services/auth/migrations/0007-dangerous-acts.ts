import { Migration } from '@mikro-orm/migrations';

/** The dangerous operations of each admin within the last hour. Older rows are deleted with the next one. */
export class DangerousActs extends Migration {
  override up(): void {
    this.addSql(`
      create table dangerous_act (
        actor_id uuid not null references account (id) on delete cascade,
        at timestamptz not null
      )`);
    this.addSql('create index dangerous_act_actor on dangerous_act (actor_id, at)');
  }
}
