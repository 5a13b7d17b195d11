import { seenEventsTable } from '@ai-teacher/service-kit/jobs/events.ts';
import { Migration } from '@mikro-orm/migrations';

export class Documents extends Migration {
  override up(): void {
    this.addSql(`
      create table blob (
        id uuid primary key,
        created_at timestamptz not null
      )`);
    this.addSql(`
      create table blob_part (
        blob_id uuid not null references blob (id) on delete cascade,
        position int not null,
        bytes bytea not null,
        primary key (blob_id, position)
      )`);
    // PDFs are already compressed, so PostgreSQL does not compress them again.
    this.addSql('alter table blob_part alter column bytes set storage external');
    this.addSql(`
      create table document (
        id uuid primary key,
        institution_id uuid not null,
        owner_id uuid not null,
        title text not null,
        title_given boolean not null,
        visibility text not null check (visibility in ('institution', 'private')),
        status text not null check (status in ('queued', 'extracting', 'indexing', 'ready', 'no_text', 'encrypted',
          'damaged', 'rejected_resource', 'failed')),
        pages int,
        progress_done int not null,
        progress_total int not null,
        problem text,
        warnings jsonb not null,
        content_hash text not null,
        blob_id uuid references blob (id),
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (owner_id, content_hash)
      )`);
    this.addSql('create index document_newest on document (institution_id, created_at desc, id desc)');
    this.addSql('create index document_blob on document (blob_id)');
    this.addSql(`create index document_under_way on document (updated_at)
      where status in ('queued', 'extracting', 'indexing')`);
    this.addSql(`
      create table page (
        document_id uuid not null references document (id) on delete cascade,
        number int not null,
        label text not null,
        text text not null,
        headings jsonb not null,
        primary key (document_id, number)
      )`);
    this.addSql(`
      create table chunk (
        id uuid primary key,
        document_id uuid not null references document (id) on delete cascade,
        position int not null,
        page_number int not null,
        page_label text not null,
        span_start int not null,
        span_end int not null,
        text text not null,
        heading_path jsonb not null,
        carried_over text not null,
        unique (document_id, position)
      )`);
    this.addSql(seenEventsTable);
  }
}
