/** Words with which a response speaks to its marker instead of answering. */
const markerWords = new Set(
  `mark marks marked marker grade grades graded grader point points score scores credit teacher examiner please ignore
  disregard instruction instructions prompt system correct award rubric`.split(/\s+/u),
);

/** Whether the words of a response speak to its marker. Words of the item itself say nothing about that. */
export const speaksToMarker = (words: readonly string[], known: ReadonlySet<string>): boolean =>
  words.some((word) => markerWords.has(word) && !known.has(word));
