import { Migration } from '@mikro-orm/migrations';

/** Exams that a job writes with a model, the texts that it writes from, and the tokens that it used. */
export class Generations extends Migration {
  override up(): void {
    this.addSql('alter table exam add column report jsonb');
    this.addSql(`
      create table generation (
        id uuid primary key,
        institution_id uuid not null,
        teacher_id uuid not null,
        status text not null check (status in ('waiting', 'writing', 'done', 'cancelled', 'failed')),
        stage text not null check (stage in ('queue', 'model', 'rules', 'ended')),
        title text not null,
        shuffle boolean not null,
        cells jsonb not null,
        language text,
        exam_id uuid references exam (id) on delete set null,
        reason text,
        created_at timestamptz not null,
        ended_at timestamptz,
        check ((ended_at is null) = (status in ('waiting', 'writing')))
      )`);
    this.addSql('create index generation_of_teacher on generation (teacher_id)');
    this.addSql('create index generation_of_exam on generation (exam_id) where exam_id is not null');
    this.addSql('create index generation_active on generation (institution_id) where ended_at is null');
    this.addSql(`
      create table generation_slot (
        generation_id uuid not null references generation (id) on delete cascade,
        number integer not null,
        cell integer not null,
        type text not null,
        status text not null default 'open' check (status in ('open', 'filled', 'given-up')),
        model_drafts integer not null default 0,
        rejected jsonb not null default '{}',
        item jsonb,
        written_by text check (written_by in ('model', 'rules')),
        reason text,
        primary key (generation_id, number),
        check ((item is not null) = (status = 'filled'))
      )`);
    this.addSql(`
      create table generation_material (
        generation_id uuid not null references generation (id) on delete cascade,
        document_id uuid not null,
        title text not null,
        pages jsonb not null,
        primary key (generation_id, document_id)
      )`);
    this.addSql('create index generation_material_of_document on generation_material (document_id)');
    // One row for a person: a new day takes the place of the one before.
    this.addSql(`
      create table token_use (
        user_id uuid primary key,
        day date not null,
        used bigint not null check (used >= 0)
      )`);
  }
}
