import { sentenceEnds } from '@ai-teacher/language/sentences/sentence-ends.ts';

/** The parts of a sentence that defines a term in one of the forms that textbooks use. */
export type DefinitionParts = {
  term: string;
  meaning: string;
  form: 'entry' | 'named' | 'statement';
  clarity: number;
};

/** A form of defining sentences. The pattern has the groups `term` and `meaning`. */
export type DefinitionForm = {
  readonly pattern: RegExp;
  /** `named` puts the term last, `statement` puts it first. */
  readonly form: 'named' | 'statement';
  /** Higher is clearer: 3 for forms that only definitions have. */
  readonly clarity: number;
};

/** How textbooks of one language define terms. English has rules of its own in `definition-patterns.ts`. */
export type LanguageRules = {
  /** In the order in which they are tried. */
  readonly forms: readonly DefinitionForm[];
  /** Prepositions joined with an article, by which a meaning may begin: Spanish `al` becomes `el`. */
  readonly contractions?: Readonly<Record<string, string>>;
  /** Words in lower case that no term contains. */
  readonly nonTermWords: ReadonlySet<string>;
  /** The opening of a meaning that judges instead of explaining. */
  readonly judgement: RegExp;
  /** A reference to another sentence or place. */
  readonly reference: RegExp;
  /** The opening of a sentence that depends on the sentence before. */
  readonly dependentOpening: RegExp;
};

/**
 * The source of a pattern for the mark that ends a statement in any script: a mark that ends a sentence, but
 * none of a question or an exclamation.
 */
export const statementEnd = `(?![!?\uff01\uff1f\u061f])[${sentenceEnds}]`;

/** The words of a list whose entries blanks or line breaks separate. */
export const wordSet = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/u));

/** Matches one of the words as a whole. `alternatives` is the inside of a group of a regular expression. */
export const wholeWord = (alternatives: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{M}])(?:${alternatives})(?![\\p{L}\\p{M}])`, 'iu');

/** The same for every place in a text. Not for `test`, because the expression remembers its last place. */
export const everyWord = (alternatives: string): RegExp => new RegExp(wholeWord(alternatives), 'giu');

/** Matches one of the words as a whole at the beginning of a text. */
export const openingWord = (alternatives: string): RegExp =>
  new RegExp(`^(?:${alternatives})(?![\\p{L}\\p{M}])`, 'iu');

const word = String.raw`[\p{L}\p{M}\p{N}'’-]+`;

/** A term of one to five words, between optional quotation marks. */
export const termGroup = String.raw`[“”„"«»‹›‘‚]?\s?(?<term>\p{L}[\p{L}\p{M}\p{N}'’-]*(?: ${word}){0,4}?)\s?[“”"«»‹›’‘]?(?: \([^)]{1,40}\))?`;
