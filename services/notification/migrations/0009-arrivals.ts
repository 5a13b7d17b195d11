import { Migration } from '@mikro-orm/migrations';

/** The order and the time in which notifications were stored, for people who follow them. */
export class Arrivals extends Migration {
  override up(): void {
    this.addSql(`
      alter table notification
        add column arrived bigint not null generated always as identity,
        add column stored_at timestamptz not null default now()`);
    this.addSql('create index notification_stored on notification (person_id, stored_at)');
  }
}
