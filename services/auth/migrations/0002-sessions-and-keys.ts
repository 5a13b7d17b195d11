import { Migration } from '@mikro-orm/migrations';

/**
 * When sessions ended can be asked every second, keys know when they sign and lose their private half at their end,
 * and the audit trail says who did it to whom. Safe while the version before is still serving, and when run twice.
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
    // A key that is old already begins to count its days now: the first rotation must not fall into the upgrade, while
    // replicas of the version before sign with whatever key is the youngest.
    this.addSql('update signing_key set signs_at = now() where signs_at is null');
    this.addSql('alter table signing_key alter column private_jwk_sealed drop not null');
  }
}
