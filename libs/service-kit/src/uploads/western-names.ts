/**
 * Whether a file name whose charset is unknown is Windows-1252 (which contains Latin-1). The same bytes
 * are letters of Polish, Czech or Hungarian in Windows-1250 and ISO-8859-2, and of further languages in other
 * charsets. A wrong letter is worse than no name. So a letter whose byte has another meaning in the Central
 * European charsets counts only between neighbours that a western language gives it.
 */
export const looksWestern = (text: string): boolean => {
  const name = text.replace(/\.\w{1,5}"?$/, '');
  const plain = name.match(/[a-z]/gi)?.length ?? 0;
  const accented = name.match(/[À-ÿŒœŠšŽžŸ]/g)?.length ?? 0;
  const isPossible = westernPattern.test(text) && !foreignPattern.test(name) && plain >= accented;
  return isPossible && hasWesternLetters(name.toLowerCase()) && !foreignMarkPattern.test(name);
};

/**
 * ASCII, letters of western languages, and their marks. Turkish has other letters in the places of ð, ý, þ.
 */
const westernPattern = /^[\0-\x7fÀ-ÏÑ-ÜßÀ-ïñ-üÿŒœŠšŽžŸ\u00a0¡¿ª°º§©®«»·–—‘’‚“”„…€]*$/;
/** Three such letters in a row, a mark inside a word, or a capital behind a small letter: another charset. */
const foreignPattern = /[À-ÿŒœŠšŽžŸ]{3}|\p{L}[¡¿ª°º§©®«»‚“”„…€]\p{L}|\p{Ll}[À-ÞŒŠŽŸ]|[×÷]/u;
/** Marks that are Š, Ž, Ť, ť, Ą, ż or ş in Central Europe: beside a letter, or without their partner. */
const foreignMarkPattern =
  /[©®]\p{L}|\p{L}[©®]|«(?![^«»]*»)|(?<!«[^«»]*)»|¡(?![^¡]*!)|¿(?![^¿]*\?)|(?<!\d|\bn)[ªº]|[ªº]\p{L}/iu;

/** Letters whose bytes are the same in Windows-1252, Windows-1250 and ISO-8859-2, or in the first two. */
const sureLetters = 'áâäçéëíîóôöúüßšž';

type Profile = {
  /** All letters beyond ASCII that the language writes. */
  readonly letters: string;
  /** The letters that are not sure, with their neighbours. */
  readonly contexts: RegExp;
};

/** Alternatives of a pattern. `<` stands for the beginning of a word, `>` for its end. */
const anyOf = (...alternatives: readonly string[]): RegExp =>
  new RegExp(
    alternatives
      .join('|')
      .replace(/(?<!\?)</g, '(?<!\\p{L})')
      .replace(/>/g, '(?!\\p{L})'),
    'gu',
  );

const consonant = '[bcdfghjklmnpqrstvwxz]';

const spanish: Profile = { letters: 'áéíóúüñ', contexts: anyOf('ñ(?=[aeiouáéíóú])') };

const portuguese: Profile = {
  letters: 'áàâãçéêíóôõúü',
  contexts: anyOf('ãos?>|ães?>|çãs?>|õe[ms]?>', 'ê(?=[nmxvq]|ss)|[cglmnrtu]ês>|<vocês?>|<às?>|<àquel'),
};

const french: Profile = {
  letters: 'àâæçéèêëîïôœùûü',
  contexts: anyOf(
    `(?<!${consonant})à|à(?!${consonant})|<(?:o|pi)ù>`,
    'œu|<œ(?:il|cum|dip|sop|nol)|fœt|cœl',
    '(?<=[bcdfghlmnprstvy])è(?=(?:[bcdfgmnprsvz]|ch|gn|gl|cl|[tvbd]r|[qg]u)e|tes?>|les?>|s>)(?<!nè(?=ne))',
    'iè(?=res?>|rement|mes?>|cle|vre|ge)|<[pn]ièce|hygiène|poè(?=[mt]es?>)|guère|<è(?= \\p{L})|ffè>',
    'ê(?=[nmxvq]|tres?>)|[ftbuh]êtes?>|tempête|crête|<(?:for|arr|intér)êt|pêche(?:s|r|urs?|)>',
    '[cu]r?êpe|[mpgr]êle|aï(?=[bcdflnqrsv]|ti)|oï(?=[cdnq]|sme)|eï(?=n)',
    'oû[lt]|bûch|flût|brûl|qûr|eûn|<[sm]ûre?s?>|<dû>',
  ),
};

const nordic: Profile = {
  letters: 'åäöæøéüóô',
  contexts: anyOf(
    'å|(?<=[bcdfghjklmnprstv])æ(?=[bdfgjklmnprstvx])|<æ(?=[bdgjklnrstv])|[tk][rn]æ(?=er|et|>)',
    '(?<=[bdfgjlmnprsv])ø(?=[bdfghjklmnprstv])|(?<=k)ø(?=[bdfgjklmnprsv])|(?<=h)ø(?=[dfgjklnprstv])',
    'tø(?=[rjlfsd])|støv>|støtt|<ø(?=[sljnrdgy]|kono|kolo|kse|vel|vin|>)|ø(?=y)|[js]ø>|jøe[rtn]|<søer',
  ),
};

const profiles = [spanish, portuguese, french, nordic];

/** @param text in lower case. */
const hasWesternLetters = (text: string): boolean => {
  const letters = lettersOf(text);
  const unsure = letters.filter(isUnsure);
  return (
    unsure.length === 0 ||
    profiles.some(
      (profile) =>
        letters.every((letter) => profile.letters.includes(letter)) &&
        lettersOf(text.match(profile.contexts)?.join('') ?? '').filter(isUnsure).length === unsure.length,
    )
  );
};

const lettersOf = (text: string): string[] => text.match(/(?![a-zªº])\p{L}/gu) ?? [];
const isUnsure = (letter: string): boolean => !sureLetters.includes(letter);
