import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { perLanguage } from '../per-language.ts';
import grammars from './clause-grammars.json' with { type: 'json' };

/** How a language begins, joins and ends the clauses and phrases around a question. */
type ClauseWords = {
  readonly prepositions?: string;
  /** Adverbs beside the words that ask ("What is it then?"); they form no term with a noun. */
  readonly particles?: string;
  /** Pronouns by which a question points to what the message names elsewhere. */
  readonly pointers?: string;
  /** Words between a thing and what it belongs to ("the price of"). */
  readonly links?: string;
  /** Words that name a source ("according to"), as alternatives of a pattern; any noun may be a source. */
  readonly sources?: string;
  /** Words that begin a condition or a circumstance with a verb of its own. */
  readonly conditions?: string;
  /** Words that join a further clause. */
  readonly conjunctions?: string;
  /** Words that join a clause about the word before them; some are written like words that ask. */
  readonly relatives?: string;
  /** Words that compare the manner of the answer ("as if I were five"), as alternatives of a pattern. */
  readonly manners?: string;
  /** Words at the border of two phrases: postpositions, or prepositions where the noun comes first. */
  readonly closers?: string;
  /** Endings of a noun that end a phrase, as alternatives of a pattern. */
  readonly endings?: string;
  /** Endings of a noun that is a place, as alternatives of a pattern. */
  readonly placeEndings?: string;
  /** Words of a frame that also name a place, as alternatives of a pattern that begin a word. */
  readonly ambiguous?: string;
  /** How words end that are an attribute of the next noun. */
  readonly genitives?: string;
  /** The words that divide clauses without a comma, as a pattern. */
  readonly borders?: string;
  /** Verbs that ask to define or to explain, as alternatives of a pattern that begin a word. */
  readonly explaining?: string;
  /** Verbs of saying and thinking, as alternatives of a pattern that begin a word. */
  readonly saying?: string;
  /** Whether the noun of a phrase stands before its attributes. */
  readonly headFirst?: boolean;
};

type Grammar = {
  readonly prepositions: ReadonlySet<string>;
  readonly particles: ReadonlySet<string>;
  readonly pointers: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
  readonly sources: RegExp | undefined;
  readonly conditions: ReadonlySet<string>;
  readonly conjunctions: ReadonlySet<string>;
  readonly relatives: ReadonlySet<string>;
  readonly closers: ReadonlySet<string>;
  readonly borders: RegExp | undefined;
  readonly endings: RegExp | undefined;
  readonly placeEndings: RegExp | undefined;
  readonly ambiguous: RegExp | undefined;
  readonly manners: RegExp | undefined;
  readonly genitives: RegExp | undefined;
  readonly explaining: RegExp | undefined;
  readonly saying: RegExp | undefined;
  readonly isHeadFirst: boolean;
};

const setOf = (words = ''): ReadonlySet<string> => new Set(words.split(/\s+/u).map(plainSpelling));

const patternOf = (alternatives: string | undefined, make: (source: string) => RegExp): RegExp | undefined =>
  alternatives === undefined ? undefined : make(`(?:${alternatives})`);

const compiled = (grammar: ClauseWords): Grammar => ({
  prepositions: setOf(grammar.prepositions),
  particles: setOf(grammar.particles),
  pointers: setOf(grammar.pointers),
  links: setOf(grammar.links),
  sources: patternOf(
    grammar.sources && plainSpelling(grammar.sources),
    (source) => new RegExp(`^${source}(?![\\p{L}\\p{M}])`, 'u'),
  ),
  conditions: setOf(grammar.conditions),
  conjunctions: setOf(grammar.conjunctions),
  relatives: setOf(grammar.relatives),
  closers: setOf(grammar.closers),
  borders: patternOf(grammar.borders, (source) => new RegExp(source, 'gu')),
  manners: patternOf(
    grammar.manners && plainSpelling(grammar.manners),
    (source) => new RegExp(`^${source}(?![\\p{L}\\p{M}])`, 'u'),
  ),
  endings: patternOf(grammar.endings, (source) => new RegExp(`${source}$`, 'u')),
  placeEndings: patternOf(grammar.placeEndings, (source) => new RegExp(`${source}$`, 'u')),
  ambiguous: patternOf(grammar.ambiguous, (source) => new RegExp(`^${source}`, 'u')),
  genitives: patternOf(grammar.genitives, (source) => new RegExp(`${source}$`, 'u')),
  explaining: patternOf(grammar.explaining, (source) => new RegExp(`^${source}`, 'u')),
  saying: patternOf(
    grammar.saying && plainSpelling(grammar.saying),
    (source) => new RegExp(`^${source}`, 'u'),
  ),
  isHeadFirst: grammar.headFirst ?? false,
});

const grammarFor = perLanguage<ClauseWords, Grammar>(grammars, compiled);
const noGrammar = compiled({});
/** The closed classes of words by which a language begins, joins and ends clauses and phrases. */
export const grammarOf = (language: string): Grammar => grammarFor(language) ?? noGrammar;

/** Whether a word, in plain spelling, is a verb that asks to define or to explain. */
export const isExplaining = (word: string, language: string): boolean =>
  grammarFor(language)?.explaining?.test(word) ?? false;

/** Whether a word, in plain spelling, is an adverb of asking. */
export const isParticle = (word: string, language: string): boolean =>
  grammarFor(language)?.particles.has(word) ?? false;

/** Whether a word, in plain spelling, is a pronoun that points to the topic of a message. */
export const isPointer = (word: string, language: string): boolean =>
  grammarFor(language)?.pointers.has(word) ?? false;

/** Whether a word ends like the noun of a place. */
export const isPlace = (word: string, language: string): boolean =>
  grammarFor(language)?.placeEndings?.test(word) ?? false;

/** Whether a word of the frame also names a place: "செவ்வாய்" is Tuesday and Mars. */
export const isAmbiguous = (word: string, language: string): boolean =>
  grammarFor(language)?.ambiguous?.test(word) ?? false;
