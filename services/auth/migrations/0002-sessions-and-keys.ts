import { Migration } from '@mikro-orm/migrations';

/**
 * Indexes ended sessions, which services poll every second. Gives keys the time from which they sign, and
 * lets a retired key lose its private half. Adds to the audit trail who acted. Safe while the previous
 * version still serves, and when run twice.
 */
export class SessionsAndKeys extends Migration {
  override up(): void {
    this.addSql(
      'create index if not exists refresh_family_ended on refresh_family (ended_at, id) where ended_at is not null',
    );
    this.addSql(
      'create index if not exists account_list on account (institution_id, created_at desc, id desc)',
    );
    this.addSql('alter table audit_entry add column if not exists actor_id uuid');
    this.addSql('alter table signing_key add column if not exists signs_at timestamptz');
    // Existing keys count their days from now. Otherwise the first rotation would happen during the upgrade,
    // while replicas of the previous version sign with whichever key is the youngest.
    this.addSql('update signing_key set signs_at = now() where signs_at is null');
    this.addSql('alter table signing_key alter column private_jwk_sealed drop not null');
  }
}
