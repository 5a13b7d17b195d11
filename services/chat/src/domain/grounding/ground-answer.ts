import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import { cite, type Passage } from '../evidence/passage.ts';
import { type ClaimLedger, createClaimLedger } from './claim-ledger.ts';
import { notInMaterial, unsupportedNote } from './nearest-pages.ts';
import { createMarkupScanner, type MarkupPiece } from './scan-markup.ts';
import { supportingQuote } from './supporting-quote.ts';

/** What a model writes, and nothing else, when the sources do not answer. */
export const notInMaterialText = 'NOT_IN_MATERIAL';

/** A piece of the answer that the client receives; a citation follows the marker that names it. */
export type GroundedPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'citation'; readonly citation: Citation };

export type GroundedAnswer = {
  push(delta: string): GroundedPart[];
  /** The last parts, and whether every claim kept a citation. */
  finish(): { parts: GroundedPart[]; supported: boolean };
};

/**
 * Holds a model's answer against its sources while it is written. A marker is passed on when a quote for the claim before
 * it stands verbatim in the source that it names, and left out otherwise; each source is cited once, under its own number.
 */
export const groundAnswer = (question: string, passages: readonly Passage[]): GroundedAnswer => {
  const scanner = createMarkupScanner((address) =>
    passages.some((passage) => passage.text.includes(address)),
  );
  const answer: Answer = { passages, citations: new Map(), claims: createClaimLedger(), spaces: '' };
  /** While what has come so far may still be the refusal, it is held back. */
  let beginning: string | undefined = '';
  const pass = (pieces: readonly MarkupPiece[]) => pieces.flatMap((piece) => partsOf(piece, answer));
  return {
    push(delta) {
      if (beginning === undefined) return pass(scanner.push(delta));
      beginning += delta;
      const start = beginning.trimStart();
      if (notInMaterialText.startsWith(start) || start.startsWith(notInMaterialText)) return [];
      beginning = undefined;
      return pass(scanner.push(start));
    },
    finish() {
      if (beginning !== undefined) {
        return { parts: [{ kind: 'text', text: notInMaterial(question, passages) }], supported: false };
      }
      const parts = pass(scanner.finish());
      const supported = answer.claims.allSupported() && answer.citations.size > 0;
      if (!supported) parts.push({ kind: 'text', text: `\n\n${unsupportedNote(question, passages)}` });
      return { parts, supported };
    },
  };
};

type Answer = {
  passages: readonly Passage[];
  citations: Map<number, Citation>;
  claims: ClaimLedger;
  /** White space at the end waits: a marker that is left out takes the space before it along. */
  spaces: string;
};

const partsOf = (piece: MarkupPiece, answer: Answer): GroundedPart[] => {
  if (piece.kind === 'markers') return piece.numbers.flatMap((number) => partsOfMarker(number, answer));
  if (answer.claims.justDropped() && /^[\s.,;:!?)]/u.test(piece.text)) answer.spaces = '';
  answer.claims.wrote(piece.text);
  const whole = answer.spaces + piece.text;
  answer.spaces = /\s*$/u.exec(whole)?.[0] ?? '';
  const visible = whole.slice(0, whole.length - answer.spaces.length);
  return visible === '' ? [] : [{ kind: 'text', text: visible }];
};

const partsOfMarker = (number: number, answer: Answer): GroundedPart[] => {
  const { citations, claims, passages } = answer;
  const passage = passages[number - 1];
  // A marker behind nothing would make a source of what was never said.
  const claim = claims.forMarker();
  const quote = passage && claim !== '' ? supportingQuote(claim, passage) : undefined;
  claims.marked(quote !== undefined);
  if (passage === undefined || quote === undefined) return [];
  const marker: GroundedPart = { kind: 'text', text: `${answer.spaces}[${number}]` };
  answer.spaces = '';
  if (citations.has(number)) return [marker];
  const citation = cite(passage, number, quote);
  citations.set(number, citation);
  return [marker, { kind: 'citation', citation }];
};
