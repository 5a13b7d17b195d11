import { Migration } from '@mikro-orm/migrations';

/**
 * The registration policy that an admin has set: at most one row. Without a row the setting of the operator
 * applies. The previous version reads only that setting.
 */
export class RegistrationPolicy extends Migration {
  override up(): void {
    this.addSql(`
      create table registration_policy (
        only_row boolean primary key default true check (only_row),
        kind text not null check (kind in ('open', 'invited', 'domains')),
        domains jsonb not null,
        changed_at timestamptz not null
      )`);
  }
}
