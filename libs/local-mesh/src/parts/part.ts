import type { ProcessPlan } from '../process/start-process.ts';
import type { Report } from '../provision/binary-cache.ts';

/** One program of the mesh: how it is made ready, run, and known to be well. */
export type Part = {
  name: string;
  /** Names of the parts that must be healthy before this one is started. */
  dependsOn: string[];
  /** Provisions the program; may be slow the first time, and needs no other part. */
  provision(report: Report): Promise<void>;
  /** Writes what the program needs and says how to run it. Called for every start, restarts included. */
  prepare(): Promise<Omit<ProcessPlan, 'name' | 'logFile'>>;
  /** Whether it can do its work now; throwing means "not yet". */
  isHealthy(): Promise<boolean>;
  /** What is done once it is healthy for the first time, before anything that depends on it is started. */
  afterStart?(report: Report): Promise<void>;
  /** What eases its end, just before its stop signal; it may take so long. */
  beforeStop?(graceSeconds: number): Promise<void>;
  startSeconds: number;
  /** What its end may take when everything is stopped, in order, so that nobody asks it any more. */
  stopGraceSeconds: number;
  /** What its end may take when it is stopped alone, under the requests of others; the same unless said. */
  drainSeconds?: number;
};
