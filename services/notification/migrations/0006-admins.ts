import { Migration } from '@mikro-orm/migrations';

/** The admins of an institution are found without a scan of its members. */
export class Admins extends Migration {
  override up(): void {
    this.addSql(`create index member_admin on member (institution_id, user_id) where role = 'admin'`);
  }
}
