import type { RosterFaultCode } from '@ai-teacher/contracts/rosters/roster-faults.ts';

/** The code of a fault as text of SQL. */
export const literal = (code: RosterFaultCode): string => `'${code}'`;
