import type { rosterNoteCodes } from '@ai-teacher/contracts/rosters/rosters.ts';

/** A part of a bundle that was not read or has no effect, as a code with its values. */
export type CodedNote = {
  readonly code: (typeof rosterNoteCodes)[number];
  readonly file: string;
  readonly column?: string;
  readonly rows?: number;
  readonly lines?: readonly number[];
};

export type RosterNote = CodedNote & { readonly sentence: string };

/** The notes as they are stored: sentences, and the codes in the same order. */
export const storedNotes = (
  notes: readonly RosterNote[],
): { readonly notes: readonly string[]; readonly codedNotes: readonly CodedNote[] } => ({
  notes: notes.map(({ sentence }) => sentence),
  codedNotes: notes.map(({ sentence: _, ...coded }) => coded),
});
