import type { EntityManager } from '@mikro-orm/postgresql';
import type { BundleFault } from '../../domain/rosters/bundle/bundle-fault.ts';

export type FaultRow = Omit<BundleFault, 'column'> & { readonly place: string };

export const toFault = ({ file, line, place, code, sentence }: FaultRow): BundleFault => ({
  file: `${file}.csv`,
  line: Math.max(0, line),
  column: place === '' ? null : place,
  code,
  sentence,
});

/** Stores faults of rows. A fault that is stored already stays as it is. */
export const insertFaults = async (
  em: EntityManager,
  rosterId: string,
  file: string,
  faults: readonly BundleFault[],
): Promise<void> => {
  const rows = faults.map((fault) => ({ ...fault, place: fault.column ?? '' }));
  await em.execute(
    `insert into roster_fault (roster_id, file, line, place, code, sentence)
     select ?, ?, line, place, code, sentence
     from jsonb_to_recordset(?::jsonb) as given (line int, place text, code text, sentence text)
     on conflict do nothing`,
    [rosterId, file, JSON.stringify(rows)],
  );
};
