import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { signalGroup } from './start-process.ts';
import { waitUntil } from './wait-until.ts';

export type LedgerEntry = ProcessIdentity & {
  name: string;
};

/**
 * Records the running processes of a launcher in a file, each from its first moment. A killed launcher cannot
 * stop its processes, but the next launcher reads them here and ends them.
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

  /** An entry that stays, for example on a full disk, does no harm: its process is dead. */
  forget(name: string): void {
    if (!this.#entries.delete(name)) return;
    try {
      this.#write();
    } catch {
      // The next change writes all entries.
    }
  }

  /** Kills all recorded processes without waiting, for process exit. */
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

/** Kills the processes in the ledger of a killed launcher and returns the names of their parts. */
export const endLeftovers = async (ledgerFile: string): Promise<string[]> => {
  const left = readEntries(ledgerFile).filter(isAlive);
  // SIGKILL without a grace period: no log lines are needed any more, and durable data survives a kill.
  for (const entry of left) signalGroup(entry.pid, 'SIGKILL');
  await waitUntil(() => left.every((entry) => !isAlive(entry)), {
    what: 'the end of leftover processes',
    timeoutSeconds: 10,
  });
  return left.map((entry) => entry.name);
};

/** A file that cannot be read is the trace of a power cut, which also ended the processes. */
const readEntries = (file: string): LedgerEntry[] => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LedgerEntry[];
  } catch (fault) {
    if (fault instanceof SyntaxError || (fault as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fault;
  }
};
