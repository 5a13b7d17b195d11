import { reconciliationTables } from '@ai-teacher/access/reconciliation/reconciliation-tables.ts';
import { Migration } from '@mikro-orm/migrations';

/** Erased people, and whether the facts about rights were ever equal to those of user. */
export class AccessReconciliation extends Migration {
  override up(): void {
    for (const statement of reconciliationTables) this.addSql(statement);
  }
}
