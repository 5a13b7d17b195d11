import { setTimeout as pause } from 'node:timers/promises';
import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import type { Ledger } from '../ledger.ts';
import type { Closing, Credentials } from './person.ts';

/** A published exam that students can sit. */
export type OpenExam = {
  readonly examId: string;
  readonly teacher: string;
  readonly items: readonly Item[];
  /** Students who have begun it. */
  readonly begun: Set<string>;
  /** Students whose submission was acknowledged. */
  readonly submitted: Set<string>;
};

/** The state that the people of a drill share. */
export type School = {
  readonly gatewayUrl: string;
  readonly ledger: Ledger;
  readonly closing: Closing;
  /** The textbook about which students ask and from which exams are written. */
  readonly documentId: string;
  readonly book: Uint8Array;
  readonly exams: OpenExam[];
  readonly studentCount: number;
  readonly admin: Credentials;
};

/** Waits, shorter when the drill ends. */
export const rest = async ({ closing }: Pick<School, 'closing'>, milliseconds: number): Promise<void> => {
  await pause(milliseconds, undefined, { signal: closing.signal }).catch(() => undefined);
};
