import { Migration } from '@mikro-orm/migrations';

/** Each document knows the size of its file, so that limits need not read the files. */
export class DocumentBytes extends Migration {
  override up(): void {
    this.addSql('alter table document add column bytes bigint not null default 0');
    this.addSql(`
      update document set bytes = coalesce(
        (select sum(octet_length(blob_part.bytes)) from blob_part where blob_part.blob_id = document.blob_id), 0)`);
  }
}
