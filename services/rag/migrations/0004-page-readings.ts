import { Migration } from '@mikro-orm/migrations';

/** Each page knows how it was read: its declared and its printed label, and why one of them is believed. */
export class PageReadings extends Migration {
  override up(): void {
    this.addSql("alter table page add column reading jsonb not null default '{}'");
  }
}
