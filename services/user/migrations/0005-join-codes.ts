import { Migration } from '@mikro-orm/migrations';

export class JoinCodes extends Migration {
  override up(): void {
    // Only a slow hash of a code is stored: codes are short, so that a fast one could be searched through.
    this.addSql(`
      create table join_code (
        id uuid primary key,
        institution_id uuid not null,
        class_id uuid not null references class,
        code_hash text not null,
        person_id uuid,
        max_uses int not null check (max_uses > 0),
        uses int not null default 0 check (uses <= max_uses),
        created_by uuid not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        withdrawn_at timestamptz,
        unique (institution_id, code_hash)
      )`);
    this.addSql('create index join_code_of_class on join_code (class_id, created_at desc, id desc)');
    this.addSql('create index join_code_of_person on join_code (person_id) where person_id is not null');
    this.addSql('create index join_code_expired on join_code (expires_at)');
  }
}
