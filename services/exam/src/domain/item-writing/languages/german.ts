import { type LanguageRules, openingWord, wholeWord, wordSet } from './language-rules.ts';

/** Nouns have a capital, so a term ends with a capitalised word: `relative Luftfeuchtigkeit`. */
const noun = String.raw`\p{Lu}[\p{L}\p{M}\p{N}'’-]*`;
const term = String.raw`[„“"»‚]?(?<term>(?:\p{L}[\p{L}\p{M}'’-]* ){0,2}?${noun}(?: ${noun}){0,2})[“”"«‘]?(?: \([^)]{1,40}\))?`;
/** After a preposition an adjective has another ending than in the term. */
const declinedTerm = String.raw`[„“"»‚]?(?<term>${noun}(?: ${noun}){0,2})[“”"«‘]?(?: \([^)]{1,40}\))?`;
const article = '(?:[Ee]ine?[mnrs]?|[Dd](?:er|ie|as|en|em|es)) ';
const label = '(?:Begriff|Fachbegriff|Ausdruck|Fachausdruck|Name|Wort|Terminus)s?';
/** The beginning of a meaning: a determiner, or an adjective and its noun before a relative clause. */
const kind = String.raw`(?:(?:ein|eine|einer|eines|einen|der|die|das|den|dem|jede[rsn]?|alle|diejenigen?|derjenige|dasjenige|solche[rs]?|jener?|jenes) |\p{Ll}+(?:e|er|es) \p{Lu}[\p{L}-]+(?:,| (?:aus|von|für|zur|zum|durch|mit|in|zwischen|ohne) ))`;
const statement = String.raw`(?<meaning>${kind}.+?)\.?$`;
const meaning = String.raw`(?<meaning>.+?)\.?$`;
const earlierMeaning = String.raw`^(?<meaning>(?:${article}|Alle |Jede[rsn]? )\S.{12,220}?),? `;

const form = (pattern: string, clarity: number, kindOfForm: 'named' | 'statement' = 'statement') => ({
  pattern: new RegExp(pattern, 'u'),
  form: kindOfForm,
  clarity,
});

export const german: LanguageRules = {
  forms: [
    form(`^(?:Der|Das) ${label} ${term} (?:bezeichnet|bedeutet|beschreibt|meint|steht für) ${meaning}`, 3),
    form(`^(?:Unter|Mit) (?:${article})?(?:${label} )?${declinedTerm} (?:versteht|meint) man ${meaning}`, 3),
    form(`^Als ${declinedTerm} (?:bezeichnet|versteht) man ${meaning}`, 3),
    form(`^Als ${declinedTerm} (?:wird|werden) (?<meaning>.+?) bezeichnet\\.?$`, 3),
    form(
      `${earlierMeaning}(?:nennt|bezeichnet) man (?:auch |oft |meist )?(?:als )?(?:${article})?${declinedTerm}\\.?$`,
      3,
      'named',
    ),
    form(`${earlierMeaning}hei(?:ß|ss)(?:t|en) (?:auch )?(?:${article})?${declinedTerm}\\.?$`, 3, 'named'),
    form(
      `${earlierMeaning}(?:wird|werden) (?:auch |oft |meist )?(?:als )?(?:${article})?${declinedTerm} (?:genannt|bezeichnet)\\.?$`,
      3,
      'named',
    ),
    form(`^Eine? ${term} (?:ist|sind) ${statement}`, 3),
    form(`^(?:(?:Der|Die|Das) )?${term} (?:ist|sind) ${statement}`, 2),
    form(`^(?:(?:Eine?|Der|Die|Das) )?${term} (?:bezeichnet|bedeutet) ${statement}`, 2),
  ],
  nonTermWords:
    wordSet(`es er sie wir ich du ihr das dies diese dieser dieses diesen diesem hier dort da was wer welche
    welcher welches jeder jede jedes alle man erste ersten erster zweite zweiten zweiter dritte dritten letzte letzten
    nächste nächsten folgende folgenden andere anderen wichtigste wichtigsten beste besten einzige und oder nicht aber
    auch nur sehr so wenn weil dass als für mit von bei nach in im auf an zu zum zur beispiel beispiele problem probleme
    ergebnis ergebnisse ziel ziele grund gründe ursache folge folgen frage antwort aufgabe übung kapitel abschnitt
    abbildung tabelle seite bild vorteil nachteil unterschied zweck idee teil anzahl zahl regel weg weise schritt lösung
    bedeutung autor buch rest ding dinge sache thema hinweis tatsache wahrheit voraussetzung aussage möglichkeit`),
  judgement: openingWord(
    String.raw`(?:(?:eine?[rsnm]?|der|die|das) )?(?:sehr |besonders |so |zu )*(?:gut|besser|best|schlecht|wichtig|einfach|schön|typisch|beliebt|häufig|einzig|ander|ähnlich|gleich|selb|schwierig|erst|zweit|letzt|nächst)\p{Ll}*|(?:ein|eine|der|die|das) (?:Problem|Frage|Grund|Ergebnis|Beispiel|Folge|Fall)`,
  ),
  reference: wholeWord(
    String.raw`dies|diese[rsmn]?|jene[mn]|oben|unten|siehe|hier|folgende[rsnm]?|obige[rsnm]?|wir|ich|unser\p{Ll}*|mein\p{Ll}*|du|dein\p{Ll}*|Kapitel|Abbildung|Tabelle|Abschnitt|Aufgabe|Seite`,
  ),
  dependentOpening: openingWord(
    'Dies|Diese[rsmn]?|Das|Er|Sie|Es|Wir|Ich|Man|Und|Oder|Aber|Denn|So|Dann|Dabei|Dadurch|Dafür|Daher|Deshalb|Darum|Damit|Danach|Dort|Hier|Hierbei|Auch|Jedoch|Trotzdem|Außerdem|Zudem|Ebenso|Zum Beispiel|Im Gegensatz|Kapitel|Abbildung|Tabelle|Abschnitt|Aufgabe|Hinweis',
  ),
};
