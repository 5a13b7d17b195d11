import { Migration } from '@mikro-orm/migrations';

/** Adds the time of the last confirmed password to a session. Safe beside the previous version. */
export class PasswordConfirmations extends Migration {
  override up(): void {
    this.addSql('alter table refresh_family add column if not exists password_confirmed_at timestamptz');
  }
}
