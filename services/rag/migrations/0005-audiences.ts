import { projectionTables } from '@ai-teacher/access/data/projection-tables.ts';
import { Migration } from '@mikro-orm/migrations';

/** Documents are shared with classes, units and institutions. The facts about rights are in this database. */
export class Audiences extends Migration {
  override up(): void {
    for (const sql of projectionTables) this.addSql(sql);
    this.addSql(`
      alter table document
        add column audience text[] not null default '{}',
        add column excluded text[] not null default '{}',
        add column shared_since jsonb not null default '{}'`);
    this.addSql(`
      update document set audience = array['institution:' || institution_id],
        shared_since = jsonb_build_object('institution:' || institution_id,
          to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      where visibility = 'institution'`);
    this.addSql('create index document_audience on document using gin (audience)');
    // Processes of the previous version know only the visibility. While they run beside new ones, what they
    // write decides about the audience as well: a document that they hide must be hidden from everybody.
    this.addSql(`
      create function document_audience_of_visibility() returns trigger language plpgsql as $function$
      begin
        if new.visibility = 'institution' and new.audience = '{}' then
          new.audience := array['institution:' || new.institution_id];
        elsif tg_op = 'UPDATE' and new.visibility = 'private' and old.visibility = 'institution'
          and (new.audience, new.excluded) is not distinct from (old.audience, old.excluded) then
          new.audience := '{}';
        end if;
        return new;
      end $function$`);
    this.addSql(`
      create trigger document_audience before insert or update on document
      for each row execute function document_audience_of_visibility()`);
  }
}
