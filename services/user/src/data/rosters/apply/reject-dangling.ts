import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { literal } from './fault-code.ts';

type Dangling = {
  readonly file: RosterFile;
  /** The column that names the missing thing. */
  readonly column: string;
  readonly sentence: string;
  /** Selects the lines of rows in the temporary table `batch`. */
  readonly lines: string;
};

/**
 * Rejects rows of the batch that refer to a thing that was rejected while the bundle was applied, and goes on
 * without them. All together, because a class without its row may have thousands of enrolments, and a broken
 * rule divides the batch for each.
 */
export const rejectDangling = async (
  em: EntityManager,
  { file, column, sentence, lines }: Dangling,
): Promise<void> => {
  await em.execute(
    `with gone as (delete from batch where line in (${lines}) returning roster_id, line),
       removed as (delete from roster_step s where s.roster_id = (select roster_id from gone limit 1)
         and s.file = ? and s.line = any(array(select line from gone)))
     insert into roster_fault (roster_id, file, line, place, code, sentence)
     select roster_id, ?, line, ?, ${literal('reference-rejected')}, ? from gone on conflict do nothing`,
    [file, file, column, sentence],
  );
};
