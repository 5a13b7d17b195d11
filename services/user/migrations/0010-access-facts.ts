import { Migration } from '@mikro-orm/migrations';

/**
 * Other services compare their projections with the facts about rights of one institution, in ranges of ids.
 * The index contains all that a digest reads.
 */
export class AccessFacts extends Migration {
  override up(): void {
    this.addSql(`
      create index academic_node_facts on academic_node (institution_id, id) include (parent_id)
        where tree = 'organisation'`);
    for (const table of ['class', 'enrolment', 'unit_role', 'guardian_link'])
      this.addSql(`create index ${table}_facts on ${table} (institution_id, id) include (version)`);
  }
}
