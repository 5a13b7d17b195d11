/** The part in use of a line whose text is not composed yet. */
type FootLine = {
  readonly runs: readonly { readonly text: string }[];
  readonly y: number;
  readonly size: number;
  readonly turn: number;
};

/** Notes are set smaller than the lines with their marks. */
const maxNoteSize = 0.93;
const notePattern = /^\s*[([]?(\d{1,3}|[a-z]|[*†‡§¶‖]+)[)\].]?\s*[\p{L}"“‘(]/u;

/**
 * Finds the notes at the foot of a page.
 *
 * @returns whether a note with the given mark stands below a line, set smaller than the line.
 */
export const footNotesOf = (
  lines: readonly FootLine[],
): ((mark: string, line: { readonly y: number; readonly size: number }) => boolean) => {
  const notes = new Map<string, { y: number; size: number }[]>();
  for (const { runs, y, size, turn } of lines) {
    if (turn !== 0) continue;
    const start = runs
      .slice(0, 8)
      .map(({ text }) => text)
      .join('');
    const mark = notePattern.exec(start)?.[1];
    if (mark !== undefined) notes.set(mark, [...(notes.get(mark) ?? []), { y, size }]);
  }
  return (mark, line) =>
    notes.get(mark)?.some((note) => note.y > line.y && note.size <= line.size * maxNoteSize) ?? false;
};
