import { sentenceEnds } from '@ai-teacher/language/sentences/sentence-ends.ts';
import { allTerms } from '@ai-teacher/language/terms.ts';

/** A shorter paragraph ("Good question.") makes no claim that needs a source. */
const minClaimTerms = 8;

export type ClaimLedger = {
  /** Adds text of the answer, in order. */
  readonly addText: (text: string) => void;
  /** The sentence to which a marker at this place belongs. */
  readonly claimAtMarker: () => string;
  /** Notes whether the marker at this place is valid. */
  readonly addMarker: (valid: boolean) => void;
  /** Whether the latest addition was an invalid marker. */
  readonly endsWithInvalidMarker: () => boolean;
  /**
   * At the end: every sentence with markers has a valid one, and every paragraph with a claim has a valid
   * marker.
   */
  readonly isSupported: () => boolean;
};

type Sentence = {
  text: string;
  hasValidMarker: boolean;
  hasInvalidMarker: boolean;
};

/**
 * The number of last characters by which the end of a sentence or of a line is recognised. To read the
 * whole text for every addition would cost too much.
 */
const endCharacters = 24;

const hasWordsPattern = /[\p{L}\p{N}]/u;
const sentenceEndPattern = new RegExp(`[${sentenceEnds}\\n]\\s*$`, 'u');
const lineEndPattern = /\n[^\S\n]*$/u;
/** Text up to the next character that may end a sentence. Within it, only the first word can begin one. */
const stretchPattern = new RegExp(`[^${sentenceEnds}\\n]+|[${sentenceEnds}\\n]`, 'gu');
const numberSoFarPattern = /\d[.]$/u;

/** Records the claims of an answer and whether the sources support them. */
export const createClaimLedger = (): ClaimLedger => {
  let sentence: Sentence = { text: '', hasValidMarker: false, hasInvalidMarker: false };
  /** The last characters of the sentence and of the paragraph. */
  let sentenceEnd = '';
  let paragraphEnd = '';
  let previous = '';
  let paragraph = { text: '', cited: false };
  let unsupported = false;
  let lastMarkerInvalid = false;

  const closeSentence = (): void => {
    if (sentence.hasInvalidMarker && !sentence.hasValidMarker) unsupported = true;
    if (hasWordsPattern.test(sentence.text)) previous = sentence.text;
    sentence = { text: '', hasValidMarker: false, hasInvalidMarker: false };
    sentenceEnd = '';
  };
  const closeParagraph = (): void => {
    const claims = allTerms(paragraph.text).length >= minClaimTerms && !/[?:？：]\s*$/u.test(paragraph.text);
    if (claims && !paragraph.cited) unsupported = true;
    paragraph = { text: '', cited: false };
    paragraphEnd = '';
  };
  const append = (text: string): void => {
    sentence.text += text;
    sentenceEnd = (sentenceEnd + text).slice(-endCharacters);
    paragraph.text += text;
    paragraphEnd = (paragraphEnd + text).slice(-endCharacters);
  };
  const addStretch = (stretch: string): void => {
    if (stretch === '\n' && lineEndPattern.test(paragraphEnd)) closeParagraph();
    const word = stretch.search(hasWordsPattern);
    if (word > 0) append(stretch.slice(0, word));
    // A sentence closes when the next sentence begins, so that a marker after the full stop still belongs to
    // it.
    const ended = sentenceEndPattern.test(sentenceEnd) && !numberSoFarPattern.test(sentenceEnd);
    if (word !== -1 && ended) closeSentence();
    append(word > 0 ? stretch.slice(word) : stretch);
  };

  return {
    addText: (text) => {
      lastMarkerInvalid = false;
      for (const [stretch] of text.matchAll(stretchPattern)) addStretch(stretch);
    },
    claimAtMarker: () => (hasWordsPattern.test(sentence.text) ? sentence.text : previous).trim(),
    addMarker: (valid) => {
      lastMarkerInvalid = !valid;
      if (valid) paragraph.cited = true;
      if (valid) sentence.hasValidMarker = true;
      else sentence.hasInvalidMarker = true;
    },
    endsWithInvalidMarker: () => lastMarkerInvalid,
    isSupported: () => {
      closeSentence();
      closeParagraph();
      return !unsupported;
    },
  };
};
