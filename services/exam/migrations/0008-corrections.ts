import { Migration } from '@mikro-orm/migrations';

/** Corrections of keys after students answered, and how far their attempts have been marked again. */
export class Corrections extends Migration {
  override up(): void {
    this.addSql(`
      create table item_correction (
        id uuid primary key,
        exam_id uuid not null references exam (id) on delete cascade,
        item_id uuid not null references item (id) on delete cascade,
        credit text not null,
        keys jsonb not null,
        corrected_by uuid,
        created_at timestamptz not null,
        last_attempt_id uuid,
        attempts_done integer not null default 0,
        attempts_changed integer not null default 0,
        finished_at timestamptz
      )`);
    this.addSql('create index item_correction_of_item on item_correction (item_id)');
    this.addSql('create index item_correction_of_exam on item_correction (exam_id)');
    this.addSql(`
      create index item_correction_by on item_correction (corrected_by) where corrected_by is not null`);
  }
}
