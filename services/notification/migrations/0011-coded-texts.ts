import { Migration } from '@mikro-orm/migrations';

/**
 * The texts of messages as codes with their values; null in rows of the previous version. A process of the
 * previous version replaces the title of a lost document alone. Then the trigger removes the values, which
 * contain the title as well.
 */
export class CodedTexts extends Migration {
  override up(): void {
    this.addSql('alter table notification add column coded_text jsonb');
    this.addSql('alter table announcement add column coded_text jsonb');
    this.addSql(`
      create function forget_coded_text() returns trigger language plpgsql as $$
      begin
        new.coded_text := null;
        return new;
      end $$`);
    this.addSql(`
      create trigger notification_rewritten before update of title on notification
      for each row when (new.title <> old.title and new.coded_text is not distinct from old.coded_text)
      execute function forget_coded_text()`);
  }
}
