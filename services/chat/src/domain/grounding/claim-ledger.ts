import { allTerms } from '@ai-teacher/language/terms.ts';

/** Shorter paragraphs ("Good question.") claim nothing that would need a source. */
const fewestTermsOfAClaim = 8;

export type ClaimLedger = {
  /** Takes the text that stands in the answer, in order. */
  wrote(text: string): void;
  /** The sentence that a marker at this place belongs to. */
  forMarker(): string;
  /** Whether the marker at this place could stay. */
  marked(valid: boolean): void;
  /** Whether the last thing in the answer was a marker that could not stay. */
  justDropped(): boolean;
  /** At the end: whether each sentence that was marked kept a marker, and each paragraph that claims something has one. */
  allSupported(): boolean;
};

type Sentence = {
  text: string;
  kept: boolean;
  dropped: boolean;
};

/** So much of the end tells whether a sentence has ended: looking at all of it for every character would cost too much. */
const endCharacters = 24;

const hasWordsPattern = /[\p{L}\p{N}]/u;
const sentenceEndPattern = /[.!?。！？।\n]\s*$/u;
const numberSoFarPattern = /\d[.]$/u;

/** Keeps account of what an answer claims, and whether it is borne out. */
export const createClaimLedger = (): ClaimLedger => {
  let sentence: Sentence = { text: '', kept: false, dropped: false };
  let previous = '';
  let paragraph = { text: '', cited: false };
  let unsupported = false;
  let lastDropped = false;

  const closeSentence = (): void => {
    if (sentence.dropped && !sentence.kept) unsupported = true;
    if (hasWordsPattern.test(sentence.text)) previous = sentence.text;
    sentence = { text: '', kept: false, dropped: false };
  };
  const closeParagraph = (): void => {
    const claims =
      allTerms(paragraph.text).length >= fewestTermsOfAClaim && !/[?:？：]\s*$/u.test(paragraph.text);
    if (claims && !paragraph.cited) unsupported = true;
    paragraph = { text: '', cited: false };
  };
  const wroteCharacter = (character: string): void => {
    // A sentence is closed when the next one begins, so that a marker after its full stop still belongs to it.
    const end = sentence.text.slice(-endCharacters);
    const ended = sentenceEndPattern.test(end) && !numberSoFarPattern.test(end);
    if (ended && hasWordsPattern.test(character)) closeSentence();
    if (character === '\n' && /\n[^\S\n]*$/u.test(paragraph.text.slice(-endCharacters))) closeParagraph();
    sentence.text += character;
    paragraph.text += character;
  };

  return {
    wrote(text) {
      lastDropped = false;
      for (const character of text) wroteCharacter(character);
    },
    forMarker: () => (hasWordsPattern.test(sentence.text) ? sentence.text : previous).trim(),
    marked(valid) {
      lastDropped = !valid;
      if (valid) paragraph.cited = true;
      if (valid) sentence.kept = true;
      else sentence.dropped = true;
    },
    justDropped: () => lastDropped,
    allSupported() {
      closeSentence();
      closeParagraph();
      return !unsupported;
    },
  };
};
