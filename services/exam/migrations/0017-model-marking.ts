import { Migration } from '@mikro-orm/migrations';

/**
 * Adds the admin who permits a language model to mark short answers of an institution, and the outcome of
 * each judged answer.
 */
export class ModelMarking extends Migration {
  override up(): void {
    this.addSql(`
      create table model_marking_change (
        institution_id uuid not null,
        version integer not null,
        enabled boolean not null,
        changed_by uuid,
        changed_at timestamptz not null,
        primary key (institution_id, version)
      )`);
    this.addSql(
      'create index model_marking_changed_by on model_marking_change (changed_by) where changed_by is not null',
    );
    this.addSql(`
      create table model_judging (
        attempt_id uuid not null references attempt (id) on delete cascade,
        item_id uuid not null references item (id) on delete cascade,
        requests integer not null,
        outcome text,
        version text,
        confidence double precision,
        concluded_at timestamptz,
        primary key (attempt_id, item_id),
        check ((outcome is null) = (concluded_at is null))
      )`);
    this.addSql('create index model_judging_of_item on model_judging (item_id)');
  }
}
