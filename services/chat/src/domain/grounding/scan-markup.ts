import { withoutInvisible } from '@ai-teacher/language/invisible-characters.ts';

/**
 * A piece of a model's text that is safe to pass on: text without link or image, in which elements of HTML
 * are escaped, or the markers of citations. Pieces arrive as soon as they are certain. The pieces together
 * do not depend on how the text was cut into deltas.
 */
export type MarkupPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'markers'; readonly numbers: readonly number[] };

export type MarkupScanner = {
  readonly push: (delta: string) => MarkupPiece[];
  readonly finish: () => MarkupPiece[];
};

/** Text that opens a construct is plain text when the construct has not ended after this many characters. */
const maxConstructCharacters = 2_000;

/** So many characters of the passed text are remembered: more than the name of any element. */
const maxTailCharacters = 16;

/** The characters that may begin a construct; of a letter, only one that may begin an address. */
const triggerPattern = /[[!<\\$`\n]|h(?=t|$)|w(?=w|$)|f(?=t|$)/iu;
const imagePattern = /^!\[([^\]\n]*)\](?:\([^)\n]*\))?/u;
const linkPattern = /^\[([^\]\n]*)\]\([^)\n]*\)/u;
const markersPattern = /^\[\^?(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]/u;
const unfinishedLinkPattern = /^!?(?:\[[^\]\n]*\]?|\[[^\]\n]*\]\([^)\n]*)$/u;
const addressPattern = /^(?:(?:https?|ftp):\/\/|www\.)[^\s<>"'`\])}]+/iu;
const addressBeginningPattern =
  /^(?:h(?:t(?:t(?:ps?(?::\/{0,2})?)?)?)?|f(?:t(?:p(?::\/{0,2})?)?)?|w(?:w(?:w\.?)?)?)$/iu;

/**
 * The piece at the start of the rest and the characters it takes, or `wait` while the piece is not certain.
 */
type Step = { taken: number; piece: MarkupPiece; replaces?: boolean } | 'wait';

type State = {
  rest: string;
  /** Whether the rest may still grow, so that an unfinished construct may still end. */
  open: boolean;
  /** Length of the run of backticks that opened the current code; 0 outside code. */
  code: number;
  isKnownAddress: (address: string) => boolean;
};

/**
 * @param isKnownAddress whether the material contains an address; a known address is shown as code, which is
 * not a link.
 */
export const createMarkupScanner = (isKnownAddress: (address: string) => boolean): MarkupScanner => {
  const state: State = { rest: '', open: true, code: 0, isKnownAddress };
  const separated = createSeparator();
  let halfCharacter = '';

  const drain = (): MarkupPiece[] => {
    const pieces: MarkupPiece[] = [];
    while (state.rest !== '') {
      const at = state.rest.search(triggerPattern);
      const plain = at === -1 ? state.rest.length : at;
      const step = plain > 0 ? literal(state.rest, plain) : stepAtTrigger(state);
      if (step === 'wait') break;
      state.rest = state.rest.slice(step.taken);
      pieces.push(separated(step.piece, step.replaces === true));
    }
    return pieces.filter((piece) => piece.kind === 'markers' || piece.text !== '');
  };

  return {
    push: (delta) => {
      const given = halfCharacter + delta;
      // A lone surrogate is half a character, and waits for its other half.
      halfCharacter = /[\ud800-\udbff]$/.exec(given)?.[0] ?? '';
      const whole = halfCharacter === '' ? given : given.slice(0, -1);
      state.rest += withoutInvisible(whole.toWellFormed(), 'stream');
      return drain();
    },
    finish: () => {
      state.open = false;
      return drain();
    },
  };
};

/**
 * A space separates neighbours that would form markup together: `](` makes a link and `]:` defines the
 * address of a link. The replacement of a construct must not complete an element that began before it.
 */
const createSeparator = (): ((piece: MarkupPiece, replaces: boolean) => MarkupPiece) => {
  let tail = '';
  return (piece, replaces) => {
    if (piece.kind === 'markers') {
      tail = ']';
      return piece;
    }
    if (piece.text === '') return piece;
    const apart = replaces && /<[/!]?[a-z0-9]*$/iu.test(tail) ? ' ' : '';
    const bracket = tail.endsWith(']') ? ']' : '';
    const text = apart + `${bracket}${piece.text}`.replace(/\](?=[(:])/gu, '] ').slice(bracket.length);
    tail = (tail + text).slice(-maxTailCharacters);
    return { kind: 'text', text };
  };
};

const stepAtTrigger = (state: State): Step => {
  const mayWait = state.open && state.rest.length < maxConstructCharacters;
  switch (state.rest[0]) {
    case '[':
      return state.code > 0 ? literal(state.rest, 1) : atBracket(state.rest, mayWait);
    case '!':
      return state.code > 0 ? literal(state.rest, 1) : atImage(state.rest, mayWait);
    case '<':
      return atAngle(state.rest, mayWait);
    case '`':
      return atBackticks(state, mayWait);
    case '\n':
      return atLineEnd(state);
    case '\\':
    case '$':
      return atDelimiter(state.rest, mayWait);
    default:
      return atAddress(state, mayWait);
  }
};

const literal = (rest: string, length: number): Step => {
  return { taken: length, piece: { kind: 'text', text: rest.slice(0, length) } };
};

const inPlaceOf = (construct: string, text: string): Step => {
  return { taken: construct.length, piece: { kind: 'text', text }, replaces: true };
};

/** A label may contain the beginning of another construct; without brackets it completes no construct. */
const label = (text: string): string => {
  return text.replace(/[[\]()<>!]/gu, '').replace(/(?:https?|ftp):\/\/\S*|www\.\S*/giu, '(link removed)');
};

const atBracket = (rest: string, mayWait: boolean): Step => {
  if (mayWait && unfinishedLinkPattern.test(rest)) return 'wait';
  const link = linkPattern.exec(rest);
  const markers = markersPattern.exec(rest);
  if (markers) {
    const taken = link?.[0].length ?? markers[0].length;
    return { taken, piece: { kind: 'markers', numbers: numbersIn(markers[1] ?? '') } };
  }
  return link ? inPlaceOf(link[0], label(link[1] ?? '')) : literal(rest, 1);
};

const atImage = (rest: string, mayWait: boolean): Step => {
  if (mayWait && (rest === '!' || unfinishedLinkPattern.test(rest))) return 'wait';
  if (rest[1] !== '[') return literal(rest, 1);
  const image = imagePattern.exec(rest);
  return image ? inPlaceOf(image[0], label(image[1] ?? '')) : inPlaceOf('!', '');
};

/** No element, comment or address in angle brackets begins; a renderer shows the escaped sign as it is. */
const atAngle = (rest: string, mayWait: boolean): Step => {
  if (mayWait && rest === '<') return 'wait';
  return /^<(?:[a-z/!?]|$)/iu.test(rest) ? inPlaceOf('<', '&lt;') : literal(rest, 1);
};

const atAddress = ({ rest, code, isKnownAddress }: State, mayWait: boolean): Step => {
  if (mayWait && addressBeginningPattern.test(rest)) return 'wait';
  const address = addressPattern.exec(rest)?.[0];
  if (address === undefined) return literal(rest, 1);
  if (mayWait && address.length === rest.length) return 'wait';
  const bare = address.replace(/[.,;:!?]+$/u, '');
  if (!isKnownAddress(bare)) return inPlaceOf(bare, '(link removed)');
  return inPlaceOf(bare, code > 0 ? bare : `\`${bare}\``);
};

/** Delimiters of formulas (`\(`, `\[`, `$$`) stay in one piece, and an escaped bracket opens no construct. */
const atDelimiter = (rest: string, mayWait: boolean): Step => {
  if (rest.length === 1) return mayWait ? 'wait' : literal(rest, 1);
  const paired = rest[0] === '\\' ? /[()[\]!\\`$]/u.test(rest[1] ?? '') : rest[1] === '$';
  return literal(rest, paired ? 2 : 1);
};

const atBackticks = (state: State, mayWait: boolean): Step => {
  const run = /^`+/u.exec(state.rest)?.[0].length ?? 1;
  if (mayWait && run === state.rest.length) return 'wait';
  if (state.code === 0) state.code = run;
  else if (state.code === run) state.code = 0;
  return literal(state.rest, run);
};

/** Code between one or two backticks ends with its paragraph at the latest; a fence continues. */
const atLineEnd = (state: State): Step => {
  if (state.rest.length === 1 && state.open) return 'wait';
  if (state.rest[1] === '\n' && state.code < 3) state.code = 0;
  return literal(state.rest, 1);
};

const numbersIn = (list: string): number[] => {
  return list.split(/[,;]/u).flatMap((part) => {
    const [from = Number.NaN, to] = part.split(/[–-]/u).map(Number);
    if (to === undefined) return [from];
    return to >= from && to - from < 10
      ? Array.from({ length: to - from + 1 }, (_, i) => from + i)
      : [from, to];
  });
};
