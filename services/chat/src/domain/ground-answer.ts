import { notInMaterial, unsupportedNote } from './nearest-pages.ts';
import { type Citation, cite, type Passage } from './passage.ts';
import type { AnswerPart } from './ports.ts';
import { createMarkupScanner, type MarkupPiece } from './scan-markup.ts';
import { supportingQuote } from './supporting-quote.ts';
import { allTerms } from './terms.ts';

/** What a model writes, and nothing else, when the sources do not answer. */
export const NOT_IN_MATERIAL = 'NOT_IN_MATERIAL';

/** Shorter paragraphs ("Good question.") claim nothing that would need a source. */
const FEWEST_TERMS_OF_A_CLAIM = 8;

export interface GroundedAnswer {
  push(delta: string): AnswerPart[];
  /** The last parts, and whether every claim kept a citation. */
  finish(): { parts: AnswerPart[]; supported: boolean };
}

/**
 * Holds a model's answer against its sources while it is written. A marker is passed on when a quote for the claim before it stands
 * verbatim in the source that it names, and left out otherwise; each source is cited once, under its own number.
 */
export function groundAnswer(question: string, passages: readonly Passage[]): GroundedAnswer {
  const scanner = createMarkupScanner((address) =>
    passages.some((passage) => passage.text.includes(address)),
  );
  const citations = new Map<number, Citation>();
  const claims = createClaimLedger();
  let beginning: string | undefined = '';
  let spaces = '';

  const ofMarkers = (numbers: readonly number[]): AnswerPart[] => {
    const claim = claims.forMarker();
    const parts: AnswerPart[] = [];
    for (const number of numbers) {
      const passage = passages[number - 1];
      const quote = passage && supportingQuote(claim, passage);
      claims.marked(quote !== undefined);
      if (passage === undefined || quote === undefined) continue;
      parts.push({ kind: 'text', text: `${spaces}[${number}]` });
      spaces = '';
      if (citations.has(number)) continue;
      const citation = cite(passage, number, quote);
      citations.set(number, citation);
      parts.push({ kind: 'citation', citation });
    }
    return parts;
  };

  /** White space at the end waits: a marker that is left out takes the space before it along. */
  const ofText = (text: string): AnswerPart[] => {
    claims.wrote(text);
    const whole = spaces + text;
    spaces = /\s*$/u.exec(whole)?.[0] ?? '';
    const visible = whole.slice(0, whole.length - spaces.length);
    return visible === '' ? [] : [{ kind: 'text', text: visible }];
  };

  const pass = (pieces: readonly MarkupPiece[]): AnswerPart[] =>
    pieces.flatMap((piece) => {
      if (piece.kind === 'markers') return ofMarkers(piece.numbers);
      // A marker was left out: its space goes, unless a word follows.
      if (claims.justDropped() && /^[\s.,;:!?)]/u.test(piece.text)) spaces = '';
      return ofText(piece.text);
    });

  return {
    push(delta) {
      if (beginning === undefined) return pass(scanner.push(delta));
      beginning += delta;
      const start = beginning.trimStart();
      if (NOT_IN_MATERIAL.startsWith(start) || start.startsWith(NOT_IN_MATERIAL)) return [];
      const held = beginning.trimStart();
      beginning = undefined;
      return pass(scanner.push(held));
    },
    finish() {
      if (beginning !== undefined) {
        return { parts: [{ kind: 'text', text: notInMaterial(question, passages) }], supported: false };
      }
      const parts = pass(scanner.finish());
      const supported = citations.size > 0 && claims.allSupported();
      if (!supported) parts.push({ kind: 'text', text: `\n\n${unsupportedNote(question, passages)}` });
      return { parts, supported };
    },
  };
}

/** Which sentence a marker belongs to, and whether each sentence and paragraph that claims something kept one. */
function createClaimLedger() {
  let sentence = '';
  let previous = '';
  let paragraph = '';
  let cited = false;
  let dropped = false;
  let kept = false;
  let unsupported = false;
  let lastDropped = false;

  const closeSentence = (): void => {
    if (dropped && !kept) unsupported = true;
    if (/[\p{L}\p{N}]/u.test(sentence)) previous = sentence;
    sentence = '';
    dropped = false;
    kept = false;
  };
  const closeParagraph = (): void => {
    const claims = allTerms(paragraph).length >= FEWEST_TERMS_OF_A_CLAIM && !/[?:？：]\s*$/u.test(paragraph);
    if (claims && !cited) unsupported = true;
    paragraph = '';
    cited = false;
  };
  return {
    wrote(text: string): void {
      lastDropped = false;
      for (const character of text) {
        // A sentence is closed when the next one begins, so that a marker after its full stop still belongs to it.
        if (
          /[.!?。！？।\n]\s*$/u.test(sentence) &&
          /[\p{L}\p{N}]/u.test(character) &&
          !/\d[.]$/u.test(sentence)
        )
          closeSentence();
        if (character === '\n' && /\n[^\S\n]*$/u.test(paragraph)) closeParagraph();
        sentence += character;
        paragraph += character;
      }
    },
    forMarker: (): string => (/[\p{L}\p{N}]/u.test(sentence) ? sentence : previous).trim(),
    marked(valid: boolean): void {
      lastDropped = !valid;
      if (valid) {
        cited = true;
        kept = true;
      } else dropped = true;
    },
    justDropped: (): boolean => lastDropped,
    allSupported(): boolean {
      closeSentence();
      closeParagraph();
      return !unsupported;
    },
  };
}
