import { Migration } from '@mikro-orm/migrations';

/** The model may refuse the text of passages: in which space, how often a job tried, and how many remain. */
export class RefusedPassages extends Migration {
  override up(): void {
    this.addSql(`alter table document
      add column refusing_space text,
      add column refusals integer not null default 0,
      add column refused_passages integer not null default 0`);
  }
}
