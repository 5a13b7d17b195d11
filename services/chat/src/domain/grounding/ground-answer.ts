import { withoutEscapes } from '@ai-teacher/contracts/chat/escaped-text.ts';
import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import { cite, type Passage, type UnreadPages } from '../evidence/passage.ts';
import { type ClaimLedger, createClaimLedger } from './claim-ledger.ts';
import { notInMaterial, unsupportedNote } from './nearest-pages.ts';
import { createMarkupScanner, type MarkupPiece } from './scan-markup.ts';
import { supportingQuote } from './supporting-quote.ts';

/** The whole answer of a model when the sources do not answer the question. */
export const notInMaterialText = 'NOT_IN_MATERIAL';

/** A piece of the answer that the client receives; a citation follows the marker that names it. */
export type GroundedPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'citation'; readonly citation: Citation };

export type GroundedAnswer = {
  readonly push: (delta: string) => GroundedPart[];
  /** The last parts, and whether every claim has a citation. */
  readonly finish: () => { readonly parts: GroundedPart[]; readonly supported: boolean };
};

/**
 * Checks a model's answer against its sources while the answer arrives. A marker is passed on when the named
 * source contains a verbatim quote for the claim before the marker; otherwise it is left out. Each source is
 * cited once, under its number.
 */
export const groundAnswer = (
  question: string,
  passages: readonly Passage[],
  unread: readonly UnreadPages[] = [],
): GroundedAnswer => {
  const scanner = createMarkupScanner((address) =>
    passages.some((passage) => passage.text.includes(address)),
  );
  const answer: Answer = { passages, citations: new Map(), claims: createClaimLedger(), spaces: '' };
  /** The beginning is held back as long as it may still be a refusal; undefined afterwards. */
  let beginning: string | undefined = '';
  const pass = (pieces: readonly MarkupPiece[]) => joined(pieces.flatMap((piece) => partsOf(piece, answer)));
  return {
    push: (delta) => {
      if (beginning === undefined) return pass(scanner.push(delta));
      beginning += delta;
      const start = beginning.trimStart();
      if (notInMaterialText.startsWith(start) || start.startsWith(notInMaterialText)) return [];
      beginning = undefined;
      return pass(scanner.push(start));
    },
    finish: () => {
      if (beginning !== undefined) {
        return {
          parts: [{ kind: 'text', text: notInMaterial(question, passages, unread) }],
          supported: false,
        };
      }
      const parts = pass(scanner.finish());
      const supported = answer.claims.isSupported() && answer.citations.size > 0;
      if (!supported)
        parts.push({ kind: 'text', text: `\n\n${unsupportedNote(question, passages, unread)}` });
      return { parts, supported };
    },
  };
};

/** Texts without a citation between them are one part: each part costs an event. */
const joined = (parts: readonly GroundedPart[]): GroundedPart[] => {
  const result: GroundedPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === 'text' && last?.kind === 'text')
      result[result.length - 1] = { kind: 'text', text: last.text + part.text };
    else result.push(part);
  }
  return result;
};

type Answer = {
  passages: readonly Passage[];
  citations: Map<number, Citation>;
  claims: ClaimLedger;
  /**
   * White space at the end is held back, because a marker that is left out also removes the space before it.
   */
  spaces: string;
};

const partsOf = (piece: MarkupPiece, answer: Answer): GroundedPart[] => {
  if (piece.kind === 'markers') return piece.numbers.flatMap((number) => partsOfMarker(number, answer));
  if (answer.claims.endsWithInvalidMarker() && /^[\s.,;:!?)]/u.test(piece.text)) answer.spaces = '';
  answer.claims.addText(piece.text);
  const whole = answer.spaces + piece.text;
  answer.spaces = /\s*$/u.exec(whole)?.[0] ?? '';
  const visible = whole.slice(0, whole.length - answer.spaces.length);
  return visible === '' ? [] : [{ kind: 'text', text: visible }];
};

const partsOfMarker = (number: number, answer: Answer): GroundedPart[] => {
  const { citations, claims, passages } = answer;
  const passage = passages[number - 1];
  // A marker without a claim before it would cite a source for nothing.
  const claim = withoutEscapes(claims.claimAtMarker());
  const quote = passage && claim !== '' ? supportingQuote(claim, passage) : undefined;
  claims.addMarker(quote !== undefined);
  if (passage === undefined || quote === undefined) return [];
  const marker: GroundedPart = { kind: 'text', text: `${answer.spaces}[${number}]` };
  answer.spaces = '';
  if (citations.has(number)) return [marker];
  const citation = cite(passage, number, quote);
  citations.set(number, citation);
  return [marker, { kind: 'citation', citation }];
};
