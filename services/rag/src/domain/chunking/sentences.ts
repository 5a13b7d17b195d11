import type { TextSpan } from './chunk.ts';

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

/** A full stop after one of these, or after an initial, ends no sentence. */
const abbreviationPattern =
  /(?:^|[\s([])(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Fig|Figs|Eq|Eqs|Sec|Ch|No|Vol|Ed|pp?|e\.g|i\.e|cf|vs|al|ca|approx|Abb|Nr|Bd|bzw|z\.\s?B|d\.\s?h|u\.\s?a|vgl|\p{Lu})\.$/u;

/**
 * Sentences as spans of the text, blanks at either end left out. A line break always ends one: pages are composed so
 * that only blocks, program lines and table lines have breaks.
 */
export const sentencesOf = (text: string): TextSpan[] => {
  const spans: TextSpan[] = [];
  let open: TextSpan | undefined;
  for (const { segment, index } of segmenter.segment(text)) {
    const lead = segment.length - segment.trimStart().length;
    const body = segment.trim();
    if (body === '') continue;
    const span: TextSpan = { start: open?.start ?? index + lead, end: index + lead + body.length };
    const goesOn = abbreviationPattern.test(body) && !segment.includes('\n');
    open = goesOn ? span : undefined;
    if (!goesOn) spans.push(span);
  }
  if (open) spans.push(open);
  return spans;
};

/** Whether the text ends where a sentence does; closing quotes and brackets aside. */
export const endsSentence = (text: string): boolean => {
  return /[.!?:;…。！？।؟།։]["'”’»」』)\]]*\s*$/u.test(text);
};
