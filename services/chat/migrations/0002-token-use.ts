import { Migration } from '@mikro-orm/migrations';

export class TokenUse extends Migration {
  override up(): void {
    // One row for a person: a new day takes the place of the one before.
    this.addSql(`
      create table token_use (
        user_id uuid primary key,
        day date not null,
        used bigint not null check (used >= 0)
      )`);
  }
}
