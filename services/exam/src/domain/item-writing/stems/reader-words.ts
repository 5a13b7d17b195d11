import { everyWord, wholeWord } from '../languages/language-rules.ts';
import type { LanguageCode } from '../languages/material-language.ts';

/** Words of one language that show how options and sentences of an item depend on others. */
export type ReaderWords = {
  /** Between the parts of a combined option, or around them: “both A and B”. */
  readonly joiner: RegExp;
  /** Words that turn a statement into its opposite, and the small words that accompany them. */
  readonly negation: RegExp;
  readonly article: RegExp;
  /** Points to a sentence before, but not to the options, as “which of these” does. */
  readonly pointer: RegExp;
  /** Begins a text that needs a sentence before it. Forms without a subject (“it is”) are left out. */
  readonly dependentOpening: RegExp;
  /** Names a figure, a page, an author or another thing that students do not see beside the item. */
  readonly unseen: RegExp;
};

const opening = (alternatives: string): RegExp =>
  new RegExp(`^[\\s¿¡“„«"]*(?:${alternatives})(?![\\p{L}\\p{M}])`, 'iu');
const number = String.raw`\s*\(?\p{Nd}`;

const english: ReaderWords = {
  joiner: everyWord('and|or|nor|both|neither|either|only|but|not|options?|answers?|statements?'),
  negation: everyWord(
    "not|no|never|non|cannot|without|(?:do|does|did|is|are|was|were|can|could|would|has|have)n[’']t|can[’']t",
  ),
  article: everyWord('an?|the|do|does|did|can|any'),
  pointer: wholeWord(
    String.raw`its?|this|that|(?<!\b(?:of|which|what) )(?:these|those)|they|them|their|he|him|his|she|hers?|such|both|then|there|here|afterwards|instead|you|your`,
  ),
  dependentOpening: opening(
    String.raw`this|these|those|they|he|she|its|it (?!is|was|has been|takes?|took|rains?|snows?|seems?|appears?|follows|can be|may be)\p{L}+`,
  ),
  unseen: wholeWord(
    [
      String.raw`(?:figures?|fig\.|tables?|diagrams?|pages?|chapters?|sections?|exercises?|examples?|listings?|equations?)${number}`,
      '(?:shown|seen|described|mentioned|given|listed|defined|discussed|stated|explained|introduced) (?:above|below|earlier|before|previously)',
      '(?:above|previous|preceding|next|last) (?:figure|table|diagram|picture|chapter|section|page|exercise|lesson|graph|chart)',
      'according to (?:the|this) (?:text|passage|book|textbook|chapter|section|lesson|author|article|excerpt)',
      'in (?:this (?:text|passage|book|textbook|chapter|section|lesson|figure|picture|diagram|table|graph)|the (?:figure|diagram|chapter|textbook|excerpt))',
    ].join('|'),
  ),
};

const tables: Readonly<Record<LanguageCode, ReaderWords>> = {
  ar: {
    joiner:
      /(?<![\p{L}\p{M}])(?:(?:كلا?|كل من|أو|فقط|معا|معًا|ليس|لا|الخيار(?:ان|ين|ات)?)(?![\p{L}\p{M}])|و\s?(?=\p{L}))/giu,
    negation: everyWord('لا|ليس|ليست|لم|لن|غير|بدون|دون'),
    article: /(?<![\p{L}\p{M}])ال/giu,
    pointer:
      /(?<![\p{L}\p{M}])(?:هو|هي|هم|(?<!(?:من|أي) )(?:هذا|هذه|هؤلاء)|ذلك|تلك|ثم|هنا|هناك|\p{L}{2,}(?:ه|ها|هم|هما))(?![\p{L}\p{M}])/iu,
    dependentOpening: opening('هو|هي|هم|هذا|هذه|هؤلاء|ذلك|تلك'),
    unseen: wholeWord(
      [
        `(?:الشكل|الجدول|الصفحة|الفصل|القسم|التمرين|المثال|المعادلة)${number}`,
        String.raw`ال(?:مذكور|موضح|مبين|موصوف|مشار إليه)\p{L}* (?:أعلاه|أدناه|سابق[اًا]+|آنف[اًا]+)`,
        '(?:حسب|بحسب) (?:هذا )?ال(?:نص|كتاب|فصل|مؤلف|كاتب)|وفق[اًا]+ لل(?:نص|كتاب|فصل|مؤلف|كاتب)',
        'في هذا (?:النص|الكتاب|الفصل|القسم|الشكل|الجدول|الدرس)',
      ].join('|'),
    ),
  },
  de: {
    joiner: everyWord(
      'und|oder|noch|sowohl|als auch|weder|beide|nur|aber|nicht|Antwort(?:en)?|Option(?:en)?|Aussagen?',
    ),
    negation: everyWord('nicht|kein(?:e[rsnm]?)?|nie|niemals|ohne'),
    article: everyWord('eine?[rsnm]?|der|die|das|dem|den|des'),
    pointer: wholeWord(
      String.raw`(?<!\bwelche[rsnm]? )dies(?:e[rsnm]?)?|jene[rsnm]?|er|sie|es|ihn|ihm|ihnen|ihre?[rsnm]?|seine?[rsnm]?|deren|dessen|beide|dann|dort|hier|danach|dabei|dadurch|du|dein\p{L}*`,
    ),
    dependentOpening: opening('dies|diese[rsnm]?|jene[rsnm]?|er|ihr|seine?'),
    unseen: wholeWord(
      [
        String.raw`(?:Abbildung|Abb\.|Tabelle|Tab\.|Diagramm|Seite|Kapitel|Abschnitt|Aufgabe|Übung|Gleichung|Beispiel)${number}`,
        String.raw`(?:oben|unten|zuvor|vorher) \p{L}*(?:gezeigt|dargestellt|genannt|erwähnt|beschrieben|abgebildet|aufgeführt|definiert)(?:e[rsnm]?)?`,
        '(?:laut|nach|gemäß) (?:dem|diesem) (?:Text|Buch|Lehrbuch|Kapitel|Autor|Abschnitt)|laut (?:Text|Buch|Lehrbuch|Autor)',
        'in (?:diese[mr] (?:Text|Buch|Kapitel|Abschnitt|Abbildung|Tabelle|Bild|Lektion)|der Abbildung)|im (?:Kapitel|Lehrbuch)',
      ].join('|'),
    ),
  },
  en: english,
  es: {
    joiner: everyWord(
      'y|e|o|u|ni|tanto|como|ambos|ambas|s[oó]lo|solamente|pero|no|opci[oó]n(?:es)?|respuestas?',
    ),
    negation: everyWord('no|nunca|ning[uú]na?|sin'),
    article: everyWord('una?|el|l[ao]s?|se'),
    pointer: wholeWord(
      '(?<!\\bde )est?[eao]s?|ese|esa|esos|esas|eso|él|ella|ellos|ellas|lo|le|les|su|sus|ambos|ambas|entonces|allí|aquí|después|tu|tus',
    ),
    dependentOpening: opening('est[eao]s?|es[eao]s?|él|ella|ellos|ellas|su|sus'),
    unseen: wholeWord(
      [
        `(?:figura|tabla|página|capítulo|sección|ejercicio|ejemplo|ecuación)${number}`,
        '(?:mostrad|descrit|mencionad|indicad|citad)[oa]s? (?:arriba|abajo|antes|anteriormente)',
        'según (?:el|este) (?:texto|libro|capítulo|autor|pasaje|fragmento)',
        'en est[ea] (?:texto|libro|capítulo|sección|figura|tabla|imagen|lección)',
      ].join('|'),
    ),
  },
  fr: {
    joiner: everyWord(
      'et|ou|ni|à la fois|les deux|seulement|uniquement|mais|pas|réponses?|options?|propositions?',
    ),
    negation: /(?<![\p{L}\p{M}])(?:n[’']|(?:ne|pas|non|jamais|aucune?|sans)(?![\p{L}\p{M}]))/giu,
    article: /(?<![\p{L}\p{M}])(?:[ld][’']|(?:une?|l[ae]s?|des?|du)(?![\p{L}\p{M}]))/giu,
    pointer: wholeWord(
      '(?<!\\bde )ces|(?<!-)(?:ce|ils?|elles?)|cet|cette|ceci|cela|lui|leurs?|son|sa|ses|celui-ci|celle-ci|alors|ensuite|vous|votre',
    ),
    dependentOpening: opening(
      String.raw`cet|cette|ces|ceci|cela|celui-ci|celle-ci|elles?|ils|il (?!faut|existe|y|pleut|neige|est|s[’'])\p{L}+`,
    ),
    unseen: wholeWord(
      [
        String.raw`(?:figure|fig\.|tableau|page|chapitre|section|exercice|schéma|exemple|équation)${number}`,
        'ci-dessus|ci-dessous',
        "(?:selon|d[’']après) (?:le |ce |cet |l[’'])(?:texte|livre|manuel|chapitre|auteur|passage|extrait)",
        'dans (?:ce|cet|cette) (?:texte|livre|chapitre|section|figure|tableau|image|leçon|extrait)',
      ].join('|'),
    ),
  },
  hi: {
    joiner: everyWord('और|तथा|एवं|या|दोनों|केवल|सिर्फ|न|नहीं|विकल्प|कथन'),
    negation: everyWord('नहीं|न|मत|बिना'),
    article: everyWord('एक'),
    pointer: wholeWord('यह|ये|वह|वे|इस|इसे|इसका|इसके|इसकी|उस|उसे|उसका|उसके|उसकी|उन|उन्हें|उनका|दोनों|तब|वहाँ|यहाँ'),
    dependentOpening: opening(
      '(?:यह|ये)(?! (?:सच|सत्य|सही)| कैसे|.* कि )|(?:वह|वे)(?!.* (?:जो|जिस|जिन))|इसे|इसका|इसके|इसकी|उसे|उसका|उसके|उसकी|उन्हें',
    ),
    unseen: wholeWord(
      [
        `(?:चित्र|तालिका|सारणी|पृष्ठ|अध्याय|खंड|अभ्यास|उदाहरण)${number}`,
        'ऊपर (?:दिखाए|दिखाई|दिए|दी|बताए|बताई|वर्णित|दर्शाए|दर्शाई)',
        '(?:पाठ|पुस्तक|अध्याय|लेखक) के अनुसार',
        'इस (?:पाठ|पुस्तक|अध्याय|चित्र|तालिका|अनुच्छेद) में',
      ].join('|'),
    ),
  },
  pt: {
    joiner: everyWord(
      'e|ou|nem|tanto|quanto|como|ambos|ambas|só|somente|apenas|mas|não|opç(?:ão|ões)|respostas?',
    ),
    negation: everyWord('não|nunca|nenhuma?|sem'),
    article: everyWord('uma?|[oa]s?|se'),
    pointer: wholeWord(
      'est[ea]s?|ess[ea]s?|isto|isso|dele|dela|deles|delas|ele|ela|eles|elas|lhes?|seus?|suas?|ambos|ambas|então|ali|aqui|depois',
    ),
    dependentOpening: opening('est[ea]s?|ess[ea]s?|isto|isso|eles?|elas?|seus?|suas?'),
    unseen: wholeWord(
      [
        `(?:figura|tabela|página|capítulo|se[cç]?ção|exercício|exemplo|equação)${number}`,
        '(?:mostrad|descrit|mencionad|indicad|citad)[oa]s? (?:acima|abaixo|antes|anteriormente)',
        '(?:segundo|de acordo com|conforme) (?:o|este) (?:texto|livro|capítulo|autor|trecho)',
        'nest[ea] (?:texto|livro|capítulo|se[cç]?ção|figura|tabela|imagem|lição)',
      ].join('|'),
    ),
  },
  zh: {
    joiner: /[和与與及或、]|以及|(?:都|均)(?:是|对|對|正确|正確)|只有|选项|選項/gu,
    negation: /不|没有?|沒有?|非|未|无|無/gu,
    article: /一[个個种種]/gu,
    pointer: /[这這](?![些个個]?.{0,8}哪)|那[么麼]?|它|他|她|其(?!中)|此|两者|兩者/u,
    dependentOpening: /^[\s“「]*(?:[这這]|那(?![么麼])|它|他|她|其(?!中)|此)/u,
    unseen:
      /[图圖]\s*\p{Nd}|(?<![代外发發手钟鐘仪儀列])表\s*\p{Nd}|第\s*[\p{Nd}一二三四五六七八九十百]+\s*[页頁章课課]|[上下如][图圖]|[上下如]表|[上前]文|如上所述|本[章节節课課书書文](?!字)|(?:根据|根據|按照)(?:课文|課文|文章|作者)/u,
  },
};

/** The words of a language; those of English for a language without. */
export const readerWordsOf = (language: LanguageCode): ReaderWords => tables[language] ?? english;
