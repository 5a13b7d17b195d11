import { Migration } from '@mikro-orm/migrations';

/** The notes of an import as codes with their values; null when the previous version checked the import. */
export class CodedNotes extends Migration {
  override up(): void {
    this.addSql('alter table roster add column coded_notes jsonb');
  }
}
