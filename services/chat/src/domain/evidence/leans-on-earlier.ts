import { isLight, languageOf } from '@ai-teacher/language/function-words.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { perLanguage } from './per-language.ts';
import { contentTerms } from './question-terms.ts';
import { firstAsking } from './question-words.ts';

/** How a question begins that continues the one before, and the pronouns that stand for its subject. */
const leaning: Readonly<Record<string, { readonly starts: string; readonly pronouns: string }>> = {
  en: {
    starts: 'and,but,so,also,then,what about,how about,why not,what else',
    pronouns: 'it,its,they,them,their,he,she,his,her,him,this,these,those,that one,the other',
  },
  de: {
    starts: 'und,aber,auch,was ist mit,wie ist es mit,wie steht es mit,was noch',
    pronouns:
      'es,sie,er,ihn,ihm,ihr,ihre,ihren,sein,seine,dies,diese,dieser,dieses,davon,dafür,damit,dazu,darin,daran',
  },
  fr: {
    starts: 'et,mais,aussi,qu en est il de,qu en est il,quoi d autre',
    pronouns: 'il,elle,ils,elles,lui,leur,leurs,cela,ceci,ça,celui ci,celle ci',
  },
  es: {
    starts: 'y,pero,también,qué hay de,qué pasa con',
    pronouns: 'ella,ellos,ellas,eso,esto,esta,este,estos,estas,ello,lo,su,sus',
  },
  it: {
    starts: 'e,ma,anche,che dire di,che ne è di',
    pronouns: 'esso,essa,essi,esse,lui,lei,loro,questo,questa,questi,queste,ciò,suo,sua',
  },
  pt: {
    starts: 'e,mas,também,e quanto a',
    pronouns: 'ele,ela,eles,elas,isso,isto,esse,essa,este,esta,seu,sua,dele,dela',
  },
  nl: {
    starts: 'en,maar,ook,hoe zit het met',
    pronouns: 'hij,zij,ze,hun,dit,deze,ervan,daarvan,haar',
  },
  sv: { starts: 'och,men,hur är det med', pronouns: 'det,han,hon,dess,deras,detta,denna' },
  pl: { starts: 'a,i,ale,a co z,co z', pronouns: 'on,ona,ono,oni,one,jego,jej,ich,ten,ta,tego,tej' },
  ru: { starts: 'а,и,но,а что насчет,как насчет', pronouns: 'он,она,оно,они,его,ее,их,это,этот,эта' },
  uk: { starts: 'а,і,й,та,але,а як щодо', pronouns: 'він,вона,воно,вони,його,її,їх,це,цей,ця' },
  tr: { starts: 've,ama,peki,peki ya,ya', pronouns: 'o,onu,onun,ona,onlar,bu,bunu,bunun,bunlar' },
  hi: { starts: 'और,लेकिन,तो', pronouns: 'यह,वह,ये,वे,इसका,इसकी,इसके,उसका,उसकी,उसके,इसे,उसे,इनका' },
  ar: { starts: 'و,ولكن,وماذا عن,ماذا عن', pronouns: 'هو,هي,هم,هذا,هذه,ذلك,تلك' },
  he: { starts: 'אבל,גם,מה עם,ומה עם', pronouns: 'זה,זאת,הוא,היא,הם,הן,אותו,אותה,שלו,שלה' },
  fa: { starts: 'و,اما,پس', pronouns: 'آن,این,او,آنها,اینها' },
  ur: { starts: 'اور,لیکن,تو', pronouns: 'یہ,وہ,اس,ان,اسے,انہیں' },
  bn: { starts: 'আর,এবং,কিন্তু', pronouns: 'এটা,এটি,ওটা,সেটা,তার,এর,তারা,সে' },
  ta: { starts: 'மற்றும்,ஆனால்', pronouns: 'அது,இது,அவை,இவை,அதன்,இதன்,அவர்' },
  ko: { starts: '그리고,그런데,그럼,그러면', pronouns: '그것,그것은,이것,이것은,그건,이건' },
  id: { starts: 'dan,tapi,tetapi,lalu,bagaimana dengan', pronouns: 'itu,ini,dia,ia,mereka,nya' },
  vi: { starts: 'và,còn,nhưng,thế còn', pronouns: 'nó,chúng,họ,đó,này' },
  sw: { starts: 'na,lakini,vipi kuhusu', pronouns: 'hiyo,huyo,hizo,yeye,wao' },
};
const spacelessLeaning =
  /^(?:那么?|那麼|而且?|可是|还有|還有|それ|これ|あれ|では|じゃあ|そして|แล้ว)|[它他她牠]们?|[這这那]个?(?:是|有|在)|มัน|พวกมัน/u;

/** A sentence in one of these scripts that begins with a pronoun. */
const spacelessSubject = /^[^\p{L}]*(?:[它他她牠]们?|[它他她]們|彼女?|มัน|เขา)/u;

type Patterns = { readonly start: RegExp; readonly pronoun: RegExp; readonly subject: RegExp };

const patternsOf = ({ starts, pronouns }: (typeof leaning)[string]): Patterns => {
  const source = (list: string) =>
    list
      .split(',')
      .map((phrase) => plainSpelling(phrase).replaceAll(' ', `[\\s'’-]+`))
      .join('|');
  return {
    start: new RegExp(`^[^\\p{L}]*(?:${source(starts)})(?![\\p{L}\\p{M}])`, 'u'),
    pronoun: new RegExp(`(?<![\\p{L}\\p{M}-])(?:${source(pronouns)})(?![\\p{L}\\p{M}])`, 'u'),
    subject: new RegExp(`^[^\\p{L}]*(?:${source(pronouns)})(?![\\p{L}\\p{M}])`, 'u'),
  };
};
const patterns = perLanguage(leaning, patternsOf);

/**
 * In a question with this number of terms of its own a pronoun is no gap ("why does it take iron so long to
 * rust").
 */
const maxOwnTerms = 2;

/** The text without its question words, which hold pronouns of their own ("co to jest", "ما هو"). */
const withoutAsking = (text: string): string => {
  const plain = plainSpelling(text);
  const asking = firstAsking(plain);
  return asking === undefined ? plain : `${plain.slice(0, asking.start)} ${plain.slice(asking.end)}`;
};

/** Whether a pronoun stands for something that the text may not name. */
export const hasPronoun = (text: string): boolean =>
  spacelessLeaning.test(text) || patterns(languageOf(text))?.pronoun.test(withoutAsking(text)) === true;

/** Whether a word is a pronoun that stands for something named elsewhere. */
export const isPronoun = (word: string, language: string): boolean =>
  patterns(language)?.pronoun.exec(plainSpelling(word))?.[0] === plainSpelling(word);

/** Whether a sentence of a book begins with a pronoun, so that the sentence before names its subject. */
export const beginsWithPronoun = (sentence: string): boolean =>
  spacelessSubject.test(sentence) ||
  patterns(languageOf(sentence))?.subject.test(plainSpelling(sentence)) === true;

/**
 * The dependence of a question on earlier turns, from the words of the question: the question has no
 * subject of its own (`nothing`), it names another thing (`instead`: "and the Nile?"), or a pronoun stands
 * for its subject (`pronoun`). Undefined when the question stands alone.
 */
export const leansOnEarlier = (question: string): 'nothing' | 'instead' | 'pronoun' | undefined => {
  const plain = plainSpelling(question);
  const own = contentTerms(question).filter(({ key, named }) => named || !isLight(key));
  const { start } = patterns(languageOf(question)) ?? {};
  if (own.length === 0) return 'nothing';
  if (own.length <= maxOwnTerms && hasPronoun(question)) return 'pronoun';
  return start?.test(plain) ? 'instead' : undefined;
};

/** Pronouns of place. Short ones are also articles or particles, unless they end the clause. */
const places: Readonly<Record<string, { readonly anywhere?: string; readonly last?: string }>> = {
  en: { last: 'there,over there,up there' },
  de: { anywhere: 'dort,dort oben', last: 'da' },
  fr: { anywhere: 'là bas,là haut', last: 'là' },
  es: { anywhere: 'allí,allá,ahí' },
  it: { anywhere: 'laggiù,lassù', last: 'lì,là' },
  pt: { anywhere: 'ali', last: 'lá,aí' },
  nl: { anywhere: 'daar,ginds' },
  sv: { last: 'där' },
  pl: { anywhere: 'tam' },
  ru: { anywhere: 'там' },
  uk: { anywhere: 'там' },
  el: { anywhere: 'εκεί' },
  tr: { anywhere: 'orada,oradaki' },
  hi: { anywhere: 'वहाँ,वहां,उधर,vahan,wahan' },
  ur: { anywhere: 'وہاں,wahan' },
  fa: { anywhere: 'آنجا,اونجا' },
  ar: { anywhere: 'هناك' },
  bn: { anywhere: 'সেখানে,ওখানে' },
  ta: { anywhere: 'அங்கே,அங்கு' },
  ko: { anywhere: '거기,거기서,거기에서,그곳에서' },
  id: { anywhere: 'di sana,disana' },
  vi: { anywhere: 'ở đó,ở đấy' },
  sw: { anywhere: 'huko' },
};

const placePatternOf = ({ anywhere, last }: (typeof places)[string]): RegExp => {
  const source = (list: string) => plainSpelling(list).replaceAll(',', '|').replaceAll(' ', `[\\s’'-]+`);
  const forms = [
    anywhere === undefined ? [] : `(?:${source(anywhere)})(?![\\p{L}\\p{M}])`,
    last === undefined ? [] : `(?:${source(last)})[^\\p{L}]*$`,
  ].flat();
  return new RegExp(`(?<![\\p{L}\\p{M}])(?:${forms.join('|')})`, 'u');
};
const placePatterns = perLanguage(places, placePatternOf);

/**
 * Where a clause that asks has a pronoun of place, which points to a sentence before it. The offsets count in
 * the plain spelling.
 */
export const placePronounIn = (
  clause: string,
  language: string,
): { readonly start: number; readonly end: number } | undefined => {
  const plain = plainSpelling(clause);
  const found = placePatterns(language)?.exec(plain) ?? undefined;
  if (found === undefined || firstAsking(plain, language) === undefined) return undefined;
  return { start: found.index, end: found.index + found[0].length };
};

export const pointsToPlace = (clause: string, language: string): boolean =>
  placePronounIn(clause, language) !== undefined;
