import { remembering } from './memory/remembering.ts';
import { inLowerCase, spellingsOf } from './spelling/folding.ts';
import { functionWordLists } from './spelling/function-word-lists.ts';

/** Each list in its own spelling and in the folded ones, because people leave accents out. */
const sets = Object.entries(functionWordLists).map(([language, list]) => {
  const exact = new Set(list.split(/\s+/u));
  return { language, exact, words: new Set([...exact, ...[...exact].flatMap(spellingsOf)]) };
});

type LanguageWords = (typeof sets)[number];

/** Letters of Urdu that Persian and Arabic lack; many words of these languages are alike. */
const urduLetters = /[ٹڈڑںےھہ]/u;
const urdu = sets.find(({ language }) => language === 'ur') as LanguageWords;
const inexactWeight = 0.75;

/** The languages of each word, with the weight of its spelling. Most words of a text are in no list. */
const setsOfWords = new Map<string, [LanguageWords, number][]>();
for (const set of sets)
  for (const word of set.words) {
    const ofWord = setsOfWords.get(word) ?? [];
    ofWord.push([set, set.exact.has(word) ? 1 : inexactWeight]);
    setsOfWords.set(word, ofWord);
  }

const none: ReadonlySet<string> = new Set();

/**
 * The language whose function words are the most frequent in `words` (lower case); undefined without any. A
 * word in its exact spelling decides between languages that differ in their accents.
 */
const closest = (words: Iterable<string>): LanguageWords | undefined => {
  const hits = new Map<LanguageWords, number>();
  for (const word of words) {
    if (urduLetters.test(word)) hits.set(urdu, (hits.get(urdu) ?? 0) + inexactWeight);
    for (const [set, weight] of setsOfWords.get(word) ?? []) hits.set(set, (hits.get(set) ?? 0) + weight);
  }
  return [...hits].sort(([, one], [, other]) => other - one)[0]?.[0];
};

/** The function words of the most likely language of `words` (lower case); empty when no language fits. */
export const functionWordsFor = (words: Iterable<string>): ReadonlySet<string> => {
  return closest(words)?.words ?? none;
};

const wordsOfLanguages: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  sets.map(({ language, words }) => [language, words]),
);

/** The function words of a language, by its two-letter code; empty when the language has no list. */
export const functionWordsOf = (language: string): ReadonlySet<string> =>
  wordsOfLanguages.get(language) ?? none;

/** Scripts of one language each, for texts whose words are in no list or have no blanks between them. */
const languagesOfScripts: readonly (readonly [string, RegExp])[] = [
  ['ko', /\p{Script=Hangul}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/gu],
];

/** Most texts have no letter of these scripts; to see this is faster than to count their letters. */
const anyOfScripts = new RegExp(languagesOfScripts.map(([, { source }]) => source).join('|'), 'u');

/** The language whose script most letters of the text have. */
const languageOfScript = (text: string): string | undefined => {
  if (!anyOfScripts.test(text)) return undefined;
  const half = (text.match(/\p{L}/gu)?.length ?? 0) / 2;
  const isMost = (script: RegExp): boolean => (text.match(script)?.length ?? 0) > half;
  const language = languagesOfScripts.find(([, script]) => isMost(script))?.[0];
  return language === 'zh' && /\p{Script=Hiragana}/u.test(text) ? 'ja' : language;
};

/**
 * The language of a text by a script that one language uses, or by its function words, as a two-letter code;
 * undefined when neither says anything.
 */
export const knownLanguageOf = (text: string): string | undefined =>
  text.length > maxRememberedCharacters ? languageIn(text) : languageBefore(text);

const languageIn = (text: string): string | undefined => {
  const plain = inLowerCase(text);
  return languageOfScript(plain) ?? closest(plain.match(/[\p{L}\p{M}]+/gu) ?? [])?.language;
};

/** The rules of a question ask for its language, and for that of a passage, many times. */
const maxRememberedTexts = 256;
const maxRememberedCharacters = 4_000;
const languageBefore = remembering(maxRememberedTexts, languageIn);

/** Of the languages of a script, the one whose own letters the text has, otherwise the most spoken. */
const likelyLanguages: readonly (readonly [string, RegExp])[] = [
  ['uk', /[іїєґ]/iu],
  ['ru', /\p{Script=Cyrillic}/u],
  ['ur', urduLetters],
  ['fa', /[پچژگ]/u],
  ['ar', /\p{Script=Arabic}/u],
  ['hi', /\p{Script=Devanagari}/u],
];

/**
 * Guesses the language of a text, as a two-letter code: by its words, otherwise by its letters; `en` when
 * nothing shows it.
 */
export const languageOf = (text: string): string =>
  knownLanguageOf(text) ?? likelyLanguages.find(([, letters]) => letters.test(text))?.[0] ?? 'en';

/**
 * The question words of scripts written without spaces; they are removed before the character grams are
 * taken.
 */
export const spacelessScaffoldingPattern =
  /什[么麼]时候|什[么麼]時候|什[么麼][样樣]|什[么麼][是叫]|是什[么麼]|[为為]什[么麼]|什[么麼]|甚麼|哪一?[个個些年种種位里裡]|哪[儿兒]|[谁誰]的|是[谁誰]|[谁誰]|多少|怎[么麼][样樣]?|如何|[几幾][个個年种種位]|[请請][问問]|的|了|[吗嗎]|呢|何ですか|とは何|とは|なぜ|どこ|いつ|だれ|どの|どうやって|ですか|です|ますか|อะไร|ทำไม|เมื่อไหร่|เมื่อใด|ที่ไหน|ใคร|อย่างไร|เท่าไร|กี่/gu;

/** Words of any subject: they can be left out or replaced without changing what a question is about. */
const light = new Set(
  `able add allow also amount appear area based become begin being best better big bring case cause certain change
  common concept considered contain create current describe development difference different early end
  event example exist fact famous feature find first found general given go good great group help high idea important include
  including individual involved item kind know known large last late later lead less level like line live located long
  main major make making matter meaning method modern need new number occur often old part particular people period person
  place play point possible primary process produce provide purpose reason refer referred related result role said same second
  see sentence serve set show side similar single size small something sort start state stand statement still sometimes system take
  term terms thing think time today took two type types use used uses using usually various want way well word words work
  world year years often considered main made make makes believe believed think thought say says said try tried`.split(
    /\s+/u,
  ),
);

/** Whether a word in lower case occurs with every subject, and so does not characterise a subject. */
export const isLight = (word: string): boolean => {
  return light.has(word);
};

/**
 * The English function words of exam's items: more than the list above, with auxiliaries such as "usually".
 */
const englishFunctionWords = new Set(
  `a about above after again all also although always am an and another any are around as at be because been before
  being below between both but by called can cannot could did do does done down each either else even ever every few
  first for from further get gets given gives had has have having he her here hers him his how however i if in into is
  it its itself just kind kinds known least less like made make makes many may me might more most much must my name
  near neither never next no none nor not now of off often on once one ones only or other others our out over own part
  particular per rather same several she should since so some something such than that the their them then there these
  they thing things this those though through thus to together too two type under until up upon us use used uses using
  usually very was way we well were what when where whether which while who whom whose why will with within without
  would yet you your`.split(/\s+/),
);

/** Whether an English word carries grammar rather than subject matter; case does not count. */
export const isFunctionWord = (word: string): boolean => {
  return englishFunctionWords.has(word.toLowerCase());
};

/**
 * English words that search leaves out. In other languages their low inverse document frequency does the same
 * for a passage, and rag gives them a small weight in a query.
 */
const stopWords = new Set(
  (
    'a an and are as at be but by did do does for from had has have he her his how i if in into is it its not of on or ' +
    'that the their there these they this to was were what when where which who whom why will with you your'
  ).split(' '),
);

/** Whether search leaves a word out. */
export const isStopWord = (word: string): boolean => {
  return stopWords.has(word);
};
