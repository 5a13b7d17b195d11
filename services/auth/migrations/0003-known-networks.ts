import { Migration } from '@mikro-orm/migrations';

export class KnownNetworks extends Migration {
  override up(): void {
    this.addSql(`
      create table known_network (
        account_id uuid not null references account (id) on delete cascade,
        network_mark text not null,
        last_seen_at timestamptz not null,
        primary key (account_id, network_mark)
      )`);
  }
}
