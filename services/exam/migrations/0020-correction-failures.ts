import { Migration } from '@mikro-orm/migrations';

/** The attempts whose marking for a correction has failed, so that the others are marked before them. */
export class CorrectionFailures extends Migration {
  override up(): void {
    this.addSql(`
      create table item_correction_failure (
        correction_id uuid not null references item_correction (id) on delete cascade,
        attempt_id uuid not null references attempt (id) on delete cascade,
        primary key (correction_id, attempt_id)
      )`);
    this.addSql('create index item_correction_failure_of_attempt on item_correction_failure (attempt_id)');
  }
}
