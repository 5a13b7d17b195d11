import type { ProcessPlan } from '../process/start-process.ts';
import type { Report } from '../provision/binary-cache.ts';

/** One program of the mesh: how to provision, run, check and stop it. */
export type Part = {
  name: string;
  /** Names of the parts that must be healthy before this part starts. */
  dependsOn: string[];
  /** Provisions the program. May be slow the first time; needs no other part. */
  provision(report: Report): Promise<void>;
  /** Writes the files of the program and returns its command. Called before every start and restart. */
  prepare(): Promise<Omit<ProcessPlan, 'name' | 'logFile'>>;
  /** Whether the part can serve requests now. A throw means "not yet". */
  isHealthy(): Promise<boolean>;
  /** Runs once, when the part is healthy for the first time and before the parts that depend on it start. */
  afterStart?(report: Report): Promise<void>;
  /** Runs just before the stop signal and may take `graceSeconds`. */
  beforeStop?(graceSeconds: number): Promise<void>;
  startSeconds: number;
  /**
   * The time that the part has for its stop when all parts stop in order. Then no other part sends requests
   * to it.
   */
  stopGraceSeconds: number;
  /**
   * Time for the stop when only this part stops and others still send requests; `stopGraceSeconds` by
   * default.
   */
  drainSeconds?: number;
};
