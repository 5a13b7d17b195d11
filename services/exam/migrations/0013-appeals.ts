import { Migration } from '@mikro-orm/migrations';

/** Students ask teachers to look at marks of machines. */
export class Appeals extends Migration {
  override up(): void {
    this.addSql(`
      create table appeal (
        id uuid primary key,
        exam_id uuid not null references exam (id) on delete cascade,
        attempt_id uuid not null references attempt (id) on delete cascade,
        item_id uuid not null references item (id) on delete cascade,
        student_id uuid not null,
        status text not null check (status in ('open', 'upheld', 'changed')),
        reason text,
        score_before double precision not null,
        score double precision,
        answer text,
        created_at timestamptz not null,
        decided_at timestamptz,
        decided_by uuid,
        check ((status = 'open') = (decided_at is null))
      )`);
    this.addSql(`create unique index appeal_open on appeal (attempt_id, item_id) where status = 'open'`);
    this.addSql('create index appeal_of_attempt on appeal (attempt_id, created_at desc)');
    this.addSql('create index appeal_of_item on appeal (item_id)');
    this.addSql(`create index appeal_open_of_exam on appeal (exam_id, created_at, id) where status = 'open'`);
    this.addSql('create index appeal_of_exam on appeal (exam_id)');
    this.addSql('create index appeal_decided_by on appeal (decided_by) where decided_by is not null');
  }
}
