import { everyWord, openingWord, wholeWord } from '../languages/language-rules.ts';
import type { LanguageCode } from '../languages/material-language.ts';

/** The words by which textbooks of one language show an order. */
export type SequenceForms = {
  /** The words of a lead-in that announce an order. */
  readonly announcing: RegExp;
  /**
   * The openings of told steps; undefined where the verb moves before the subject behind them, so that the
   * rest is no sentence. `later` are the openings of time. The others also count reasons.
   */
  readonly told: { readonly opening: RegExp; readonly following: RegExp; readonly later: RegExp } | undefined;
  /** A year at the beginning of a sentence; undefined where the verb moves behind it. */
  readonly startYear: RegExp | undefined;
  readonly endYear: RegExp | undefined;
  /** Words of a text that reveal its place among the others. */
  readonly revealing: RegExp;
};

const year = String.raw`(?<year>[1١۱१]\p{Nd}{3}|[2٢۲२][0٠۰०]\p{Nd}{2})`;
const opening = (words: string): RegExp => new RegExp(`^(?:${words})[,،]?\\s+`, 'u');
const spacelessOpening = (words: string): RegExp => new RegExp(`^(?:${words})[,，]?\\s*`, 'u');
const startYear = (before: string, after = '[,،]? '): RegExp => new RegExp(`^${before}${year}${after}`, 'u');
const endYear = (before: string): RegExp => new RegExp(`,? ${before}${year}\\.$`, 'u');
const either = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), 'iu');

const english: SequenceForms = {
  announcing: everyWord(
    'steps|step by step|stages|phases|procedure|process|sequence|order(?! to)|flow|recipe|plan',
  ),
  told: {
    opening: opening('First(?:ly)?'),
    following: opening(
      'Then|Next|After that|Afterwards|Second(?:ly)?|Third(?:ly)?|Fourth(?:ly)?|Finally|Lastly',
    ),
    later: opening('Then|Next|After that|Afterwards'),
  },
  startYear: startYear('(?:In|By|Since) '),
  endYear: endYear('(?:in|since|by) '),
  revealing: either(
    wholeWord(String.raw`(?:steps?|stages?) (?:\d|one|two|three|four|five|six)`),
    openingWord('first|second|third|then|next|finally|lastly|last|afterwards|again|repeat|otherwise|if not'),
  ),
};

const german: SequenceForms = {
  announcing: everyWord(
    'Schritten?|Schritt für Schritt|Stufen|Phasen|Ablauf|Verfahren|Vorgang|Reihenfolge|Anleitung|Rezept',
  ),
  told: undefined,
  startYear: undefined,
  endYear: endYear('im Jahre? '),
  revealing: either(
    wholeWord(String.raw`(?:Schritt|Stufe|Phase) (?:\d|eins|zwei|drei|vier|fünf|sechs)`),
    openingWord(
      'zuerst|zunächst|erstens|zweitens|drittens|dann|danach|anschließend|schließlich|zuletzt|wieder|erneut|sonst|andernfalls',
    ),
  ),
};

const french: SequenceForms = {
  announcing: everyWord(
    'étapes|étape par étape|phases|procédure|procédé|processus|ordre(?! d(?:e|es|u) )|démarche|recette',
  ),
  told: {
    opening: opening("(?:Tout )?[Dd][’']abord|Premièrement|En premier lieu"),
    following: opening('Puis|Ensuite|Après cela|Deuxièmement|Troisièmement|Enfin|Finalement|Pour finir'),
    later: opening('Puis|Après cela'),
  },
  startYear: startYear("(?:En|Dès|Depuis) (?:l[’']an )?"),
  endYear: endYear("(?:en|dès|depuis) (?:l[’']an )?"),
  revealing: either(
    wholeWord(String.raw`(?:étape|phase) (?:\d|un|deux|trois|quatre|cinq|six)`),
    openingWord(
      "d[’']abord|premièrement|deuxièmement|puis|ensuite|enfin|finalement|de nouveau|répét\\p{L}*|sinon",
    ),
  ),
};

const spanish: SequenceForms = {
  announcing: everyWord(
    'pasos|paso a paso|etapas|fases|procedimiento|proceso|orden(?! del? )|secuencia|receta',
  ),
  told: {
    opening: opening('Primero|Primeramente|En primer lugar'),
    following: opening(
      'Luego|Después|A continuación|En segundo lugar|En tercer lugar|Finalmente|Por último|Al final',
    ),
    later: opening('Luego|Después|A continuación'),
  },
  startYear: startYear('(?:En|Desde|Hacia) (?:el año )?'),
  endYear: endYear('(?:en|desde|hacia) (?:el año )?'),
  revealing: either(
    wholeWord(String.raw`(?:paso|etapa|fase) (?:\d|uno|dos|tres|cuatro|cinco|seis)`),
    openingWord(
      'primero|segundo|tercero|luego|después|finalmente|por último|otra vez|de nuevo|repit\\p{L}*|si no',
    ),
  ),
};

const portuguese: SequenceForms = {
  announcing: everyWord(
    'passos|passo a passo|etapas|fases|procedimento|processo|ordem(?! d(?:e|as?|os?) )|sequência|receita',
  ),
  told: {
    opening: opening('Primeiro|Primeiramente|Em primeiro lugar'),
    following: opening(
      'Depois|Em seguida|A seguir|Em segundo lugar|Em terceiro lugar|Finalmente|Por último|Por fim',
    ),
    later: opening('Depois|Em seguida|A seguir'),
  },
  startYear: startYear('(?:Em|Desde) (?:o ano de )?'),
  endYear: endYear('(?:em|desde) (?:o ano de )?'),
  revealing: either(
    wholeWord(String.raw`(?:passo|etapa|fase) (?:\d|um|dois|três|quatro|cinco|seis)`),
    openingWord(
      'primeiro|segundo|terceiro|depois|em seguida|finalmente|por fim|de novo|novamente|repit\\p{L}*|senão',
    ),
  ),
};

const hindi: SequenceForms = {
  announcing: everyWord('चरण|चरणों|प्रक्रिया|विधि|क्रम|अवस्थाएँ|अवस्थाओं'),
  told: {
    opening: opening('सबसे पहले|सर्वप्रथम|पहले'),
    following: opening('फिर|इसके बाद|उसके बाद|तत्पश्चात|अंत में|अन्त में|अंततः'),
    later: opening('फिर|इसके बाद|उसके बाद|तत्पश्चात'),
  },
  startYear: startYear('(?:सन्? |वर्ष )?', ' (?:ई\\. )?में,? '),
  endYear: undefined,
  revealing: either(
    wholeWord(String.raw`चरण (?:\p{Nd}|एक|दो|तीन|चार|पाँच|छह)`),
    openingWord('सबसे पहले|पहले|पहला|दूसरा|तीसरा|फिर|इसके बाद|अंत में|दोबारा|अन्यथा'),
  ),
};

const arabic: SequenceForms = {
  announcing: everyWord('(?:ال)?خطوات|خطوة ب?خطوة|(?:ال)?مراحل|(?:ال)?عملية|(?:ال)?ترتيب|(?:ال)?طريقة'),
  told: {
    opening: opening('أول(?:ًا|اً|ا)|في البداية'),
    following: opening('ثم|وبعد ذلك|بعد ذلك|ثاني(?:ًا|اً|ا)|ثالث(?:ًا|اً|ا)|و?أخير(?:ًا|اً|ا)|في النهاية'),
    later: opening('ثم|وبعد ذلك|بعد ذلك'),
  },
  startYear: startYear('(?:في|منذ) (?:عام |سنة )?'),
  endYear: endYear('(?:في )?(?:عام|سنة) '),
  revealing: either(
    wholeWord(String.raw`(?:ال)?خطوة (?:\p{Nd}|ال(?:أولى|ثانية|ثالثة|رابعة|خامسة|سادسة))`),
    openingWord('أول(?:ًا|اً|ا)|ثاني(?:ًا|اً|ا)|ثالث(?:ًا|اً|ا)|ثم|بعد ذلك|أخير(?:ًا|اً|ا)|مرة أخرى|وإلا'),
  ),
};

const chinese: SequenceForms = {
  announcing: /步骤|步驟|阶段|階段|过程|過程|顺序|順序|流程|程序/gu,
  told: {
    opening: spacelessOpening('首先|第一步'),
    following: spacelessOpening('然后|然後|接着|接著|随后|隨後|其次|之后|之後|最后|最後|第[二三四五六]步'),
    later: spacelessOpening('然后|然後|接着|接著|随后|隨後|之后|之後|第[二三四五六]步'),
  },
  startYear: startYear('(?:公元)?', '年[,，]?'),
  endYear: undefined,
  revealing: /第[一二三四五六\p{Nd}][步个個]|^(?:首先|其次|然后|然後|接着|接著|最后|最後|再次|否则|否則)/u,
};

const forms: Readonly<Record<LanguageCode, SequenceForms>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  hi: hindi,
  pt: portuguese,
  zh: chinese,
};

/** The forms of a language; undefined for one in which no order is found. */
export const sequenceFormsOf = (language: LanguageCode): SequenceForms | undefined => forms[language];
