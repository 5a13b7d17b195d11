import { Migration } from '@mikro-orm/migrations';

export class Rosters extends Migration {
  override up(): void {
    this.addSql(`
      create table roster (
        id uuid primary key,
        institution_id uuid not null,
        status text not null
          check (status in ('queued', 'checking', 'ready', 'refused', 'applying', 'applied', 'failed', 'discarded')),
        stage text not null default 'upload',
        done int not null default 0,
        total int not null default 0,
        files jsonb not null default '[]',
        faults int not null default 0,
        notes jsonb not null default '[]',
        problem jsonb,
        created_by uuid not null,
        created_at timestamptz not null,
        confirmed_by uuid,
        ended_at timestamptz
      )`);
    // One import of an institution at a time, so that a report describes what its confirmation will do.
    this.addSql(`
      create unique index roster_in_progress on roster (institution_id)
      where status in ('queued', 'checking', 'ready', 'applying')`);
    this.addSql('create index roster_expired on roster (coalesce(ended_at, created_at))');
    this.addSql('create index roster_list on roster (institution_id, created_at desc, id desc)');
    // The zip in rows of 1 MiB. No foreign key: the bytes arrive before their import exists.
    this.addSql(`
      create table roster_part (
        roster_id uuid not null,
        position int not null,
        created_at timestamptz not null default now(),
        bytes bytea not null,
        primary key (roster_id, position)
      )`);
    this.addSql('alter table roster_part alter column bytes set storage external');
    // Rows of the bundle as they were read. \`fields\` has the cells that are not empty, by column.
    this.addSql(`
      create table roster_row (
        roster_id uuid not null references roster on delete cascade,
        file text not null,
        line int not null,
        sourced_id text not null,
        ends boolean not null,
        fields jsonb not null,
        primary key (roster_id, file, line)
      )`);
    this.addSql('create index roster_row_sourced on roster_row (roster_id, file, sourced_id)');
    this.addSql(`
      create table roster_fault (
        roster_id uuid not null references roster on delete cascade,
        file text not null,
        line int not null,
        place text not null default '',
        code text not null,
        sentence text not null,
        primary key (roster_id, file, line, place, code)
      )`);
    // The planned changes, in the order of lines. Things that the file does not contain have negative
    // lines.
    this.addSql(`
      create table roster_step (
        roster_id uuid not null references roster on delete cascade,
        file text not null,
        line int not null,
        action text not null check (action in ('create', 'change', 'end')),
        sourced_id text not null,
        target_id uuid not null,
        primary key (roster_id, file, line)
      )`);
    // An erased person is found in the staged files that have names: in users by the id, and in this.
    this.addSql(`
      create index roster_row_profile on roster_row (roster_id, (fields ->> 'userSourcedId'))
      where file = 'userProfiles'`);
    this.addSql('create index roster_step_sourced on roster_step (roster_id, file, sourced_id)');
    this.addSql('create index roster_step_target on roster_step (target_id)');
    // The imported things: their id outside, their id here, and their row. \`ended_at\`: removed by a bundle.
    this.addSql(`
      create table roster_record (
        institution_id uuid not null,
        file text not null,
        sourced_id text not null,
        target_id uuid not null,
        fields jsonb not null,
        ended_at timestamptz,
        primary key (institution_id, file, sourced_id)
      )`);
    this.addSql('create index roster_record_target on roster_record (target_id)');
    // A person of a roster without an account. The account that an invitation makes has the same id.
    this.addSql('alter table profile add column expected boolean not null default false');
  }
}
