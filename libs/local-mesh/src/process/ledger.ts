import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { signalGroup } from './start-process.ts';
import { waitUntil } from './wait-until.ts';

export type LedgerEntry = ProcessIdentity & {
  name: string;
};

/**
 * Which processes a launcher has running, kept in a file from the moment each exists: a launcher that was
 * killed cannot tidy up, but the next one reads here what to end.
 */
export class ProcessLedger {
  readonly #file: string;
  readonly #entries = new Map<string, LedgerEntry>();

  constructor(file: string) {
    this.#file = file;
  }

  add(entry: LedgerEntry): void {
    this.#entries.set(entry.name, entry);
    this.#write();
  }

  forget(name: string): void {
    if (this.#entries.delete(name)) this.#write();
  }

  /** Ends everything at once, without waiting: for the moment in which this process must go. */
  killAll(): void {
    for (const entry of this.#entries.values()) if (isAlive(entry)) signalGroup(entry.pid, 'SIGKILL');
  }

  #write(): void {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.new`, JSON.stringify([...this.#entries.values()], undefined, 2), {
      mode: 0o600,
    });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** Ends what a killed launcher left running, by its ledger, and answers the names of the parts. */
export const endLeftovers = async (ledgerFile: string): Promise<string[]> => {
  const left = readEntries(ledgerFile).filter(isAlive);
  // Killed, not asked: nobody needs their last words, and everything durable survives a kill.
  for (const entry of left) signalGroup(entry.pid, 'SIGKILL');
  await waitUntil(() => left.every((entry) => !isAlive(entry)), {
    what: 'the end of leftovers',
    timeoutSeconds: 10,
  });
  return left.map((entry) => entry.name);
};

const readEntries = (file: string): LedgerEntry[] => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LedgerEntry[];
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fault;
  }
};
