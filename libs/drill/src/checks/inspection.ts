import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import type { Finding } from '../finding.ts';
import type { Ledger } from '../ledger.ts';
import type { DrillMesh } from '../mesh/drill-mesh.ts';
import type { Person } from '../people/person.ts';

/** The inputs of the checks at the end of a drill. */
export type Inspection = {
  readonly ledger: Ledger;
  readonly mesh: DrillMesh;
  /** Gives a person of the drill by name, with a new sign-in. */
  readonly personOf: (name: string) => Person;
  readonly progress: Progress;
  /** How long a check waits for work that is under way. */
  readonly patienceMilliseconds: number;
};

const pollMilliseconds = 2_000;

/** Repeats a check until it finds nothing. Returns what it still finds when the time is over. */
export const settled = async (
  { patienceMilliseconds }: Inspection,
  check: () => Promise<Finding[]>,
): Promise<Finding[]> => {
  const until = performance.now() + patienceMilliseconds;
  for (;;) {
    const found = await check();
    if (found.length === 0 || performance.now() > until) return found;
    await pause(pollMilliseconds);
  }
};

/** Every entry of a list that answers page by page. */
export const everyEntry = async <Entry>(
  readPage: (cursor: { cursor?: string }) => Promise<{ items: Entry[]; nextCursor: string | null }>,
): Promise<Entry[]> => {
  const entries: Entry[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor === undefined ? {} : { cursor });
    entries.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return entries;
};
