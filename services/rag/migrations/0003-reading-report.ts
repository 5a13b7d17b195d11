import { Migration } from '@mikro-orm/migrations';

/**
 * Warnings have a kind and pages. The sentences of earlier documents have no kind. The old column stays for
 * processes of the previous version.
 */
export class ReadingReport extends Migration {
  override up(): void {
    this.addSql("alter table document add column warning_details jsonb not null default '[]'");
    this.addSql(`
      update document set warning_details = (
        select jsonb_agg(jsonb_build_object('code', 'other', 'sentence', sentence, 'pages', '[]'::jsonb) order by at)
        from jsonb_array_elements_text(warnings) with ordinality as old (sentence, at))
      where jsonb_array_length(warnings) > 0`);
    this.addSql("alter table document alter column warnings set default '[]'");
    this.addSql("alter table document add column unread_pages jsonb not null default '[]'");
    this.addSql(`create index document_unread on document (institution_id, created_at desc, id desc)
      where unread_pages <> '[]'`);
  }
}
