import { Migration } from '@mikro-orm/migrations';

/**
 * Partitions the audit trail by month, so that a month is removed as a whole. The existing entries move into
 * their months. The default partition takes every other entry. The table's columns and its name stay, so the
 * previous version still serves.
 */
export class AuditPartitions extends Migration {
  override up(): void {
    this.addSql('alter table audit_entry rename to audit_entry_whole');
    this.addSql(`
      create table audit_entry (like audit_entry_whole including defaults including constraints)
        partition by range (at)`);
    this.addSql('create table audit_entry_default partition of audit_entry default');
    this.addSql(`
      do $$
      declare
        month timestamp;
      begin
        for month in
          select generate_series(
            date_trunc('month', coalesce((select min(at) from audit_entry_whole), now()) at time zone 'UTC'),
            date_trunc('month', now() at time zone 'UTC') + interval '2 months', interval '1 month')
        loop
          execute format('create table %I partition of audit_entry for values from (%L) to (%L)',
            to_char(month, '"audit_entry_"YYYY_MM'), to_char(month, 'YYYY-MM-DD "00:00+00"'),
            to_char(month + interval '1 month', 'YYYY-MM-DD "00:00+00"'));
        end loop;
      end $$`);
    this.addSql('insert into audit_entry select * from audit_entry_whole');
    this.addSql('drop table audit_entry_whole');
    this.addSql('alter table audit_entry add primary key (id, at)');
    this.addSql('create index audit_entry_account on audit_entry (account_id, at)');
  }
}
