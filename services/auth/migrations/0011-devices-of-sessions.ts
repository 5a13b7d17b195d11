import { Migration } from '@mikro-orm/migrations';

/**
 * Records on which kind of device a session began. Safe while the previous version still serves: the devices
 * of its sessions are unknown.
 */
export class DevicesOfSessions extends Migration {
  override up(): void {
    this.addSql(`
      alter table refresh_family
        add column browser text,
        add column operating_system text`);
  }
}
