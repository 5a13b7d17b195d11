import type { RosterFaultCode } from '@ai-teacher/contracts/rosters/roster-faults.ts';

/** A fault of a bundle, as its report names it. Line 0 is the whole file; columns have their header name. */
export type BundleFault = {
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
  readonly code: RosterFaultCode;
  readonly sentence: string;
};

/** Refuses a whole bundle: nothing of it is applied. */
export class RefusedBundle extends Error {
  readonly fault: BundleFault;
  constructor(fault: Omit<BundleFault, 'line' | 'column'> & Partial<BundleFault>) {
    super(fault.sentence);
    this.name = 'RefusedBundle';
    this.fault = { line: 0, column: null, ...fault };
  }
}
