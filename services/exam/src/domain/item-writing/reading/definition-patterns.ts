import { onOneLine, wordsOf } from '@ai-teacher/language/words.ts';
import { definitionByForms, looksLikeEntryIn } from '../languages/definition-forms.ts';
import type { DefinitionParts } from '../languages/language-rules.ts';
import type { LanguageCode } from '../languages/material-language.ts';
import { rulesOf } from '../languages/rules-of.ts';

const termSource = String.raw`[\p{L}][\p{L}\p{M}\p{N}'’-]*(?: [\p{L}\p{M}\p{N}'’-]+){0,3}`;
const entryPattern = /^([\p{L}][\p{L}\p{M}\p{N}'’() /-]{1,48}):\s+(.+)$/su;
const statementPattern = new RegExp(
  String.raw`^(?:In [\p{L} ]{3,30}, )?(?:(?<article>An?|The) )?[“"]?(?<term>${termSource})[”"]?(?: \([^)]{1,40}\))? (?:is|are) (?:simply |just |defined as )?(?<meaning>(?:an?|the|any|one of|those)\b.+?)\.?$`,
  'u',
);
const pluralStatementPattern = new RegExp(
  String.raw`^(${termSource}) are (\p{Ll}[\p{L}-]+s? (?:that|which|who|whose|used|of) .+?)\.?$`,
  'u',
);
const meansPattern = new RegExp(
  String.raw`^(?:The (?:term|word|expression) )?(?:(?:An?|The) )?[“"]?(${termSource})[”"]? (?:means|refers to|is defined as|describes|denotes) (.+?)\.?$`,
  'u',
);
const namedPattern = new RegExp(
  String.raw`^((?:An?|The|Any|All|Those|Water|Air|Energy|Matter)\b.{14,220}?),? (?:is|are) (?:often |usually |sometimes |commonly )?(?:called|known as|termed|referred to as) (?:an? |the )?[“"]?(${termSource})[”"]?(?:\.|[,;] .*\.)$`,
  'u',
);

/** Words that a term must not contain: they refer to another place, or belong to the rest of the sentence. */
const nonTermWords = new Set(
  `it this that these those there here he she they we you i what who which first second third fourth next last
  following previous other same only another and or not is are was were be if when because since but so then now also
  however finally both each every all some many most more such its their his her our your my above below to for with
  by from in on at as of very everything anything something nothing someone anyone people common simplest best left
  right usual exercise chapter section figure table page example examples note hint warning credit download solution
  answer question`.split(/\s+/),
);
/** Words that are usually the subject of a statement about one case, and seldom a defined term. */
const genericSubjectWords = new Set(
  `one problem problems result results idea goal reason point way thing things part fact book author rest difference
  number advantage disadvantage purpose value default step steps case cases code output input line lines text order
  challenge alternative trick main key name letter word words user users reader readers teacher men women`.split(
    /\s+/,
  ),
);
const judgementPattern =
  /^(?:(?:an?|the|one of)(?: (?:the|very|most|more|so|too|fairly))* )?(?:good|bad|better|best|worse|worst|common|important|useful|simple|simplest|easy|hard|little|great|nice|mistake|lot|bit|few|way|same|similar|different|only|problem|question|matter|reason|result|example|first|last|next|following|most|big|small|one|list of the|sign of a)\b/i;
const differentiaPattern =
  /\b(?:that|which|who|whose|where|when|used|for|of|with|by|to|in|on|from|made|between|without)\b/i;
const outsideReferencePattern =
  /\b(?:this|these|above|below|following|earlier|here|he|she|we|you|I|my|our|your|figure|chapter|section|exercise)\b/i;

const truncatedPattern = /\b(?:which|that|and|or|the|an?|of|to|with|is|are)$/iu;
const openingWithoutKindPattern =
  /^(?:[“"]|(?:that|often|usually|also|not|never|always|provided|given|only|used|just|very|too|so|or|and|but|is|are|was|has|have|looks|applies|refers|the term)\b)/iu;

/**
 * Reads the definition in a sentence.
 *
 * @param entryAllowed whether a `term: meaning` line counts as a definition here.
 * @returns undefined when the sentence defines nothing, or when its language has no definition forms.
 */
export const definitionIn = (
  sentence: string,
  { entryAllowed, language }: { entryAllowed: boolean; language: LanguageCode },
): DefinitionParts | undefined => {
  const rules = rulesOf(language);
  if (rules) return definitionByForms(rules, sentence, { entryAllowed });
  return language === 'en' ? englishDefinitionIn(sentence, entryAllowed) : undefined;
};

const englishDefinitionIn = (sentence: string, entryAllowed: boolean): DefinitionParts | undefined => {
  const parts = (entryAllowed ? asEntry(sentence) : undefined) ?? asNamed(sentence) ?? asStatement(sentence);
  if (!parts) return undefined;
  return isUsable(parts) ? parts : undefined;
};

/** Whether a line has the form of a glossary entry. A page with several such lines is a glossary. */
export const looksLikeEntry = (sentence: string, language: LanguageCode): boolean => {
  const rules = rulesOf(language);
  if (rules) return looksLikeEntryIn(rules, sentence);
  const match = entryPattern.exec(sentence);
  return match?.[1] !== undefined && isTerm(match[1], 'entry');
};

const asEntry = (sentence: string): DefinitionParts | undefined => {
  const match = entryPattern.exec(sentence);
  if (!match?.[1] || !match[2]) return undefined;
  const meaning = match[2].replace(/\.$/u, '').split(/; /u)[0] ?? '';
  if (/^(?:also called|see)\b/i.test(meaning) || outsideReferencePattern.test(meaning)) return undefined;
  if (looksLikeTitle(meaning)) return undefined;
  return { term: match[1].replace(/\s*\([^)]*\)/gu, '').trim(), meaning, form: 'entry', clarity: 4 };
};

/**
 * Lines of a bibliography have the form of an entry: “Compilers: Principles, Techniques, and Tools, 2006”.
 */
const looksLikeTitle = (meaning: string): boolean => {
  const capitals = meaning.match(/(?<=\s)\p{Lu}/gu)?.length ?? 0;
  return capitals > wordsOf(meaning).length / 3 || /\b(?:19|20)\d\d\b|\bproceedings\b/i.test(meaning);
};

const asNamed = (sentence: string): DefinitionParts | undefined => {
  const match = namedPattern.exec(sentence);
  if (!match?.[1] || !match[2]) return undefined;
  if (outsideReferencePattern.test(match[1]) || match[1].includes(';')) return undefined;
  return { term: match[2], meaning: match[1], form: 'named', clarity: 3 };
};

const asStatement = (sentence: string): DefinitionParts | undefined => {
  const means = meansPattern.exec(sentence);
  if (means?.[1] && means[2] && !outsideReferencePattern.test(means[2])) {
    return { term: means[1], meaning: means[2], form: 'statement', clarity: 2 };
  }
  const plural = pluralStatementPattern.exec(sentence);
  if (plural?.[1] && plural[2] && !outsideReferencePattern.test(plural[2])) {
    return { term: plural[1], meaning: plural[2], form: 'statement', clarity: 2 };
  }
  const statement = statementPattern.exec(sentence)?.groups;
  const { article, term, meaning } = statement ?? {};
  if (!term || !meaning || judgementPattern.test(meaning) || outsideReferencePattern.test(meaning))
    return undefined;
  if (/;|\b(?:it|they)\b/iu.test(meaning)) return undefined;
  const hasDifferentia = differentiaPattern.test(meaning.split(' ').slice(2).join(' '));
  if (!hasDifferentia) return undefined;
  return { term, meaning, form: 'statement', clarity: statementClarity(article, term) };
};

/**
 * “A valley is …” defines a term, and “Erosion is …” usually does. “The valley is …” and a proper name may
 * describe one case only.
 */
const statementClarity = (article: string | undefined, term: string): number => {
  if (article === 'The' || /^\p{Lu}\S* .*\p{Lu}/u.test(term)) return 1;
  return article === undefined ? 2 : 3;
};

const isUsable = ({ term, meaning, form }: DefinitionParts): boolean => {
  const size = wordsOf(meaning).length;
  if (truncatedPattern.test(meaning) || openingWithoutKindPattern.test(meaning)) return false;
  if (
    !isTerm(term, form) ||
    size < 4 ||
    size > 34 ||
    /[.!?] /u.test(meaning.replace(/\b(?:e\.g|i\.e|etc|vs)\./giu, ''))
  )
    return false;
  return isBalanced(meaning) && !/[=<>{}[\]\\|_]|https?:/u.test(meaning) && !meaning.includes(':');
};

const isTerm = (term: string, form: DefinitionParts['form']): boolean => {
  const words = wordsOf(onOneLine(term.replace(/\([^)]*\)/gu, '')));
  if (words.length === 0 || words.length > 4) return false;
  if (words.some((word) => nonTermWords.has(word)) || term.length < 3 || /\p{Ll}\p{Lu}/u.test(term))
    return false;
  if (form !== 'entry' && words.some((word) => genericSubjectWords.has(word))) return false;
  if (words.length > 1 && words.some((word, at) => words.indexOf(word) !== at)) return false;
  return words.every((word) => !/^\p{N}/u.test(word));
};

const isBalanced = (text: string): boolean => {
  const count = (sign: string) => text.split(sign).length - 1;
  return count('(') === count(')') && count('“') === count('”') && count('"') % 2 === 0;
};
