import { languageOf } from '@ai-teacher/language/function-words.ts';
import { remembering } from '@ai-teacher/language/memory/remembering.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import type { Term } from '@ai-teacher/language/terms.ts';
import type { QuestionKind } from './asking-words.ts';
import { bareQuestion } from './bare-question.ts';
import { isCourtesy, isRequesting } from './frame-words.ts';
import type { FoldedSentence } from './passage.ts';
import { contentTerms, maxQuestions } from './question-terms.ts';
import { firstAsking } from './question-words.ts';

const numberWordsPattern =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|halves|(?:thir|four|fif|six|seven|eigh|nin|ten|twentie|thirtie|fortie|fiftie|hundred|thousand|million)ths?|third|quarter|once|twice|several|none|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|tausend|deux|trois|quatre|cinq|sept|huit|neuf|dix|cent|mille|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)\b|[一二三四五六七八九十百千万两]|दो|तीन|चार|पांच/iu;
const timeWordsPattern =
  /\b(?:january|february|march|april|may|june|july|august|september|october|november|december|century|centuries|decade|morning|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday|during|before|after|since|until|januar|februar|märz|mai|juni|juli|oktober|dezember|jahrhunderts?|siècle|siglo|secolo|século)\b|世纪|世紀|शताब्दी|веке?/iu;

const whatPattern =
  /^(?:what|was|que|quoi|o que|che|cosa|wat|vad|co|czym|что|що|шо|чё|че|чо|kya|enna|oq|o q|wut|wot|ne|क्या|ما|ماذا|מה|چه|كيا|apa|gì|nini)$/u;

/** Whether words that ask, in plain spelling, ask "what". */
export const isWhat = (asking: string): boolean => whatPattern.test(asking);

/** "When does fog form?" asks on which occasions, and "in calm nights" answers it without a date. */
const occasionPattern =
  /\b(?:when(?:ever)?|while|once|if|as soon as|nights?|days?|noon|seasons?|winters?|summers?|springs?|autumns?|weeks?|months?|years?|hours?|always|often|usually)\b/iu;

/** A definition asks for one thing; a longer question asks what that thing does. */
const maxDefinedTerms = 4;

/**
 * The kind of a question by the words with which its language asks: those that come first, because "when"
 * inside a sentence asks for no time. After a condition ("When water boils, what …") the words after the
 * comma ask. A message without such words names a thing, and asks what the thing is.
 */
export const questionKind = (question: string): QuestionKind => kindBefore(question);

const kindOf = (question: string): QuestionKind => {
  const plain = plainSpelling(bareQuestion(question)).trim();
  const language = languageOf(plain);
  const clauses = plain.split(/[,،，、]\s*/u);
  const [first = ''] = clauses;
  // A clause that begins with "when" is a condition; any other clause that asks stands before its condition.
  const asksWhen = ['time', 'occasion'].includes(firstAsking(first, language)?.kind ?? '');
  const isCondition = asksWhen || !asks(first, language);
  const asked = (isCondition && clauses.slice(1).find((clause) => asks(clause, language))) || plain;
  const asking = firstAsking(asked, language);
  const terms = contentTerms(plain).length;
  if (asking === undefined)
    return terms <= maxDefinedTerms && !asksWhether(plain, language) ? 'definition' : 'other';
  const { kind, start, end } = asking;
  // "what a glacier is": the verb stands at the end.
  const isOneThing = terms === 1 && whatPattern.test(asked.slice(start, end));
  if (kind !== 'definition' && !isOneThing) return kind;
  return terms <= maxDefinedTerms && !hasRelativeClause(asked.slice(end), language) ? 'definition' : 'other';
};

const kindBefore = remembering(maxQuestions, kindOf);

/** How a language begins a question that yes or no answers. */
const whetherHeads: Readonly<Record<string, RegExp>> = {
  en: /^(?:is|are|was|were|does|do|did|has|have|had)\s/u,
  de: /^(?:ist|sind|war|waren|hat|haben|hatte|hatten)\s/u,
  nl: /^(?:is|zijn|was|waren|heeft|hebben|had|hadden)\s/u,
  sv: /^(?:ar|var|har|hade)\s/u,
  pl: /^czy\s/u,
  uk: /^чи\s/u,
  ar: /^(?:و|ف)?هل\s/u,
  fa: /^آیا\s/u,
};

/** Whether yes or no answers a question about two things: "Does the water cycle have a beginning?" */
const asksWhether = (plain: string, language: string): boolean =>
  whetherHeads[language]?.test(plain) === true &&
  contentTerms(plain).filter(({ spellings }) => !spellings.some(isPolite)).length > 1;
const isPolite = (word: string): boolean => isCourtesy(word) || isRequesting(word);

/** Whether a question asks what its subject is, or asks to explain the subject; not why, where or how. */
export const asksWhat = (question: string): boolean => {
  const plain = plainSpelling(question);
  const asking = firstAsking(plain);
  if (asking === undefined) return !asksWhether(plain, languageOf(plain));
  if (asking.kind === 'definition') return true;
  const isWhat = whatPattern.test(plain.slice(asking.start, asking.end)) || asking.words.every(isRequesting);
  return asking.kind === 'other' && isWhat;
};

/**
 * Whether a thing is described by what it does ("the man who wrote Hamlet"): the question asks for its name.
 */
const hasRelativeClause = (text: string, language: string): boolean => {
  const again = firstAsking(text, language);
  return again !== undefined && contentTerms(text.slice(0, again.start)).length > 0;
};

/** Whether a clause begins as a question of its own. */
const asks = (clause: string, language: string): boolean => {
  const asking = firstAsking(clause, language);
  return asking !== undefined && asking.start <= maxLeadCharacters;
};
/** Room for a preposition and an article before the words that ask. */
const maxLeadCharacters = 8;

/**
 * Whether a sentence can contain the information of this kind; `fresh` are its words that the question does
 * not have.
 */
export const canAnswer = (
  kind: QuestionKind,
  sentence: string,
  fresh: readonly Pick<Term, 'named' | 'position'>[],
): boolean => {
  if (kind === 'time' || kind === 'occasion')
    return (
      /\p{N}/u.test(sentence) ||
      timeWordsPattern.test(sentence) ||
      (kind === 'occasion' && occasionPattern.test(sentence))
    );
  if (kind === 'number') return /\p{N}/u.test(sentence) || numberWordsPattern.test(sentence);
  if (kind === 'person') {
    // A sentence may begin with the name.
    const first = /^[^\p{L}]{0,3}\p{Lu}[\p{L}\p{M}]+/u.test(sentence) && fresh[0]?.position === 0;
    return /[\p{Lo}]/u.test(sentence) || first || fresh.some((term) => term.named);
  }
  return true;
};

/** The words that an answer to "How deep …?" contains: a unit of the measure, or the measure itself. */
const measures: readonly (readonly [asked: string, units: string])[] = [
  [
    'deep|tall|high|wide|thick|far',
    '(?:kilo|centi|milli|micro|nano)?met(?:re|er)s?|km|cm|mm|m|miles?|feet|foot|ft|inch(?:es)?|yards?|fathoms?|light[- ]years?',
  ],
  ['heavy', '(?:kilo|milli)?grams?|kg|g|mg|tonnes?|tons?|pounds?|lbs?|ounces?'],
  ['old', 'years?|months?|weeks?|days?|centur(?:y|ies)|decades?|aged?'],
  ['fast', 'km/h|mph|m/s|knots?|per|an hour|a second|speed'],
  ['hot|cold|warm', '°\\s?[CFK]|degrees?|celsius|fahrenheit|kelvin'],
];
const unitTests = measures.map(([asked, units]) => {
  const words = `${asked}|${units}`;
  return {
    asks: new RegExp(`^how (?:${asked})\\b`, 'u'),
    answers: new RegExp(`(?<![\\p{L}\\p{M}])(?:${words})(?![\\p{L}\\p{M}])`, 'iu'),
  };
});

/** Makes the test whether a sentence can state the measure that a question asks for. */
export const unitTest = (question: string): ((sentence: string) => boolean) => {
  const plain = plainSpelling(question).trim();
  const measure = unitTests.find(({ asks }) => asks.test(plain));
  return (sentence) => measure?.answers.test(sentence) ?? true;
};

const verb =
  '(?:is|are|was|were|means?|refers? to|denotes?|describes?|consists? of|ist|sind|bedeutet|bezeichnet|est|sont|designe|es|son|significa|e|sono|sao|betekent|ar|to|jest|sa|oznacza|це|є|это|является|adalah|ialah|merupakan|yaitu|la|ni|هو|هي|הוא|היא)(?![\\p{L}\\p{M}])';
const article =
  "(?:(?:an?|the|eine?|der|die|das|une?|las?|les?|los?|el|il|un|uma?|os?|as?|het|een)\\s+|l['’])?";
const spacelessVerbPattern = /^.{0,8}?(?:是指?|指的?是?|とは|คือ|称为)/u;
const namedBeforePattern =
  /(?:\b(?:called|known as|termed|named|genannt|appelee?|llamad[ao]|chiamat[ao]|chamad[ao])\W+(?:an?\s+|the\s+)?|称为|叫做?)$/iu;

const verbSoonPattern = new RegExp(`^[^.;]{0,40}?\\b${verb}`, 'iu');

/**
 * Makes the measure of how clearly a sentence defines the term X of the question: 1 for "X: …" and "… is
 * called X", 0.8 for "X is …", 0.3 when X stands early and a defining verb follows, otherwise 0.
 */
export const definitionScorer = (asked: readonly Term[]): ((sentence: FoldedSentence) => number) => {
  const plain = scorerOf(asked.map(({ key, spellings }) => spellings[0] ?? key));
  const spelt = scorerOf(asked.map(({ key, spellings }) => spellings.at(-1) ?? key));
  return (sentence) =>
    Math.max(plain(sentence.plain), sentence.spelt === undefined ? 0 : spelt(sentence.spelt));
};

/** From this measure on a sentence defines the term: "X is …", "X: …", "… is called X". */
export const minDefinition = 0.8;

/** The same for sentences and words in one spelling. */
const scorerOf = (words: readonly string[]): ((sentence: string) => number) => {
  const keys = words.map((key) => key.replace(/[^\p{L}\p{M}\p{N}]/gu, anyCharacter));
  const [first] = keys;
  const head = keys.at(-1);
  if (first === undefined || head === undefined) return () => 0;
  return (sentence) => {
    const at = sentence.indexOf(head);
    if (at === -1) return 0;
    const said = saysOf(sentence, keys);
    if (said !== undefined) return said === 'colon' ? 1 : minDefinition;
    const before = sentence.slice(0, Math.max(0, sentence.indexOf(first)));
    const after = sentence.slice(at + head.length);
    if (namedBeforePattern.test(before) || spacelessVerbPattern.test(after)) return 1;
    return at < 40 && verbSoonPattern.test(after) ? 0.3 : 0;
  };
};

const anyCharacter = '.';
const leadPatterns = [/\W{3}/uy, /\W{2}/uy, /\W/uy];
const articlePattern = new RegExp(article, 'uy');
const endingPattern = /[\p{L}\p{M}]{0,3}/uy;
const gapPattern = /[\s-]+/uy;
const saysPattern = new RegExp(`(?:\\s*\\([^)]*\\))?(?:(?<colon>\\s*[:–—])|\\s+${verb})`, 'uy');

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/**
 * The text after a phrase at the head of a sentence: a colon, or a verb that defines. The phrase is
 * compared without a pattern of its own, because the compilation of one takes longer than the search in all
 * sentences.
 */
const saysOf = (sentence: string, keys: readonly string[]): 'colon' | 'verb' | undefined => {
  const leads = leadPatterns.flatMap((pattern) => matchAt(pattern, sentence, 0)?.[0].length ?? []);
  for (const lead of [...leads, 0]) {
    const afterArticle = lead + (matchAt(articlePattern, sentence, lead)?.[0].length ?? 0);
    for (const start of new Set([afterArticle, lead])) {
      const end = endOfPhrase(sentence, start, keys);
      const said = end === undefined ? null : matchAt(saysPattern, sentence, end);
      if (said !== null) return said.groups?.colon ? 'colon' : 'verb';
    }
  }
  return undefined;
};

/** Where a phrase ends that begins here; each of its words may have an ending of up to three letters. */
const endOfPhrase = (sentence: string, start: number, keys: readonly string[]): number | undefined => {
  let at = start;
  for (const [place, key] of keys.entries()) {
    const gap = place === 0 ? 0 : matchAt(gapPattern, sentence, at)?.[0].length;
    const end = gap === undefined ? undefined : endOfKey(sentence, at + gap, key);
    if (end === undefined) return undefined;
    at = end + (matchAt(endingPattern, sentence, end)?.[0].length ?? 0);
  }
  return at;
};

const endOfKey = (sentence: string, start: number, key: string): number | undefined => {
  if (!key.includes(anyCharacter)) return sentence.startsWith(key, start) ? start + key.length : undefined;
  let at = start;
  for (const wanted of key) {
    const found = sentence.codePointAt(at);
    if (found === undefined) return undefined;
    const character = String.fromCodePoint(found);
    if (wanted === anyCharacter ? character === '\n' : wanted !== character) return undefined;
    at += character.length;
  }
  return at;
};
