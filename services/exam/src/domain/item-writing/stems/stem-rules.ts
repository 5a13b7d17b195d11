import { wholeWord } from '../languages/language-rules.ts';
import type { LanguageCode } from '../languages/material-language.ts';

/** Words that make a stem or an option of one language easier, harder or less clear than its subject. */
export type StemRules = {
  readonly absolute: RegExp;
  readonly vague: RegExp;
  readonly negative: RegExp;
  /** An option that speaks of other options. */
  readonly above: RegExp;
  /** A question for the truth of its options alone. */
  readonly disguise: RegExp;
};

const english: StemRules = {
  absolute: /\b(?:always|never|all|none|every|only|completely|absolutely|impossible|must)\b/i,
  vague: /\b(?:sometimes|usually|often|frequently|rarely|generally|may|might|some people|many people)\b/i,
  negative: /\b(?:not|except|least likely|false|incorrect)\b/i,
  above: /\b(?:all|none|both|neither) of (?:the above|these|them)\b/i,
  disguise:
    /^(?:which|what) (?:one )?(?:of (?:these|the following) )?(?:(?:statements?|sentences?|options?|answers?) (?:(?:about|on) [^?]{1,80} )?)?(?:is|are) (?:true|correct|right)(?=\s*(?:[?:]|$|(?:about|of|for|concerning|regarding)\b))/i,
};

const rules: Readonly<Record<LanguageCode, StemRules>> = {
  ar: {
    absolute: wholeWord('دائم[اًا]+|أبد[اًا]+|كل|جميع|فقط|تمام[اًا]+|مستحيل|يجب'),
    vague: wholeWord('أحيان[اًا]+|عادة|غالب[اًا]+|كثيرا ما|نادر[اًا]+|عموم[اًا]+|ربما|بعض الناس|كثير من الناس'),
    negative: wholeWord('لا|ليس|ليست|لم|لن|ما عدا|باستثناء|خاطئة?|غير صحيحة?'),
    above: wholeWord('(?:جميع|كل) ما سبق|لا شيء مما سبق'),
    disguise:
      /^(?:أي|أيّ) (?:من )?(?:(?:هذه|العبارات|العبارة|الجمل|الخيارات|التالية|مما يلي) )*(?:هي |هو )?صحيحة?(?![\p{L}\p{M}])/u,
  },
  de: {
    absolute: wholeWord('immer|nie|niemals|alle[rsnm]?|jede[rsnm]?|nur|völlig|absolut|unmöglich|muss|müssen'),
    vague: wholeWord(
      'manchmal|gewöhnlich|meist|meistens|oft|häufig|selten|vielleicht|(?:einige|viele) Menschen',
    ),
    negative: wholeWord('nicht|außer|kein(?:e[rsnm]?)?|falsch|unrichtig'),
    above: wholeWord('(?:alle|keine|beide) (?:der )?(?:oben )?(?:genannten|obigen)|(?:alles|nichts) davon'),
    disguise:
      /^welche[rs]? (?:(?:dieser|der folgenden|von diesen) )?(?:(?:Aussagen?|Sätze|Satz|Behauptungen?|Antwort(?:en)?) (?:(?:über|zu[mr]?) [^?]{1,80} )?)?(?:(?:ist|sind) (?:wahr|richtig|korrekt)|(?:trifft|treffen) zu|stimmt|stimmen)(?=\s*[?:]|$)/iu,
  },
  en: english,
  es: {
    absolute: wholeWord(
      'siempre|nunca|jamás|todos|todas|ningún|ninguna|cada|s[oó]lo|solamente|únicamente|completamente|absolutamente|imposible|deben?',
    ),
    vague: wholeWord(
      'a veces|normalmente|a menudo|frecuentemente|raramente|generalmente|quizás?|(?:algunas|muchas) personas',
    ),
    negative: wholeWord('no|excepto|salvo|fals[oa]|incorrect[oa]'),
    above: wholeWord('(?:tod|ningun|amb)[oa]s? (?:de )?l[oa]s anteriores'),
    disguise:
      /^¿?(?:cuál|cuáles|qué) (?:de (?:est[ao]s|l[ao]s siguientes) )?(?:(?:afirmaci[oó]n(?:es)?|frases?|enunciados?|opci[oó]n(?:es)?) (?:sobre [^?]{1,80} )?)?(?:es|son) (?:verdader|correct|ciert)[ao]s?(?=\s*[?:]|$)/iu,
  },
  fr: {
    absolute: wholeWord(
      'toujours|jamais|tous|toutes|aucune?|chaque|seulement|uniquement|complètement|absolument|impossible|doit|doivent',
    ),
    vague: wholeWord(
      'parfois|habituellement|souvent|fréquemment|rarement|généralement|peut-être|certaines personnes|beaucoup de gens',
    ),
    negative: /(?<![\p{L}\p{M}])(?:n[’']|(?:ne|pas|sauf|excepté|faux|fausse|incorrecte?)(?![\p{L}\p{M}]))/iu,
    above: wholeWord('(?:tou(?:te)?s|aucune?) (?:les |des )?(?:réponses |propositions )?ci-dessus'),
    disguise:
      /^(?:laquelle|lesquelles|lequel|lesquels|quelle|quelles) (?:(?:de ces|des) )?(?:(?:affirmations?|phrases?|propositions?|réponses?) (?:suivantes? )?(?:(?:sur|à propos de) [^?]{1,80} )?)?(?:est|sont) (?:vraie?|exacte?|correcte?|juste)s?(?=\s*[?:]|$)/iu,
  },
  hi: {
    absolute: wholeWord('हमेशा|सदैव|सभी|प्रत्येक|केवल|सिर्फ|पूर्णतः|असंभव|अवश्य'),
    vague: wholeWord('कभी-कभी|प्रायः|अक्सर|बहुधा|सामान्यतः|शायद|कुछ लोग|बहुत से लोग'),
    negative: wholeWord('नहीं|मत|के अलावा|के सिवाय|गलत|असत्य'),
    above: wholeWord('(?:उपर्युक्त|इनमें से) (?:सभी|कोई नहीं|में से कोई नहीं)'),
    disguise:
      /^(?:(?:इनमें|निम्नलिखित में|नीचे दिए गए में) से )?कौन[- ]?(?:सा|सी|से) (?:(?:कथन|वाक्य|विकल्प) )?(?:सही|सत्य|सच) (?:है|हैं)(?=\s*[?:]|$)/u,
  },
  pt: {
    absolute: wholeWord(
      'sempre|nunca|jamais|todos|todas|nenhuma?|cada|só|somente|apenas|completamente|absolutamente|impossível|devem?',
    ),
    vague: wholeWord(
      'às vezes|normalmente|frequentemente|raramente|geralmente|talvez|(?:algumas|muitas) pessoas',
    ),
    negative: wholeWord('não|exceto|salvo|fals[oa]|incorret[oa]'),
    above: wholeWord('(?:tod|nenhum|amb)[oa]?s? (?:d?[oa]s )?(?:anteriores|acima)'),
    disguise:
      /^(?:qual|quais|que) (?:(?:dest[ae]s|das seguintes|dos seguintes) )?(?:(?:afirmaç(?:ão|ões)|frases?|enunciados?|opç(?:ão|ões)) (?:sobre [^?]{1,80} )?)?(?:é|são) (?:verdadeir|corret|cert)[ao]s?(?=\s*[?:]|$)/iu,
  },
  zh: {
    absolute: /总是|總是|永远|永遠|从不|從不|所有|全部|每[个個一]|只有|完全|绝对|絕對|不可能|必[须須]|一定/u,
    vague: /有时|有時|通常|经常|經常|往往|很少|一般|可能|也许|也許|有些人|许多人|許多人/u,
    negative: /不是|不能|不会|不會|没有|沒有|并非|並非|除了|错误的|錯誤的|不正确|不正確/u,
    above: /(?:以上|上述)(?:皆|都|全)/u,
    disguise:
      /^(?:下列|以下|这些|這些)?(?:哪[一个個些种種项項]*)(?:说法|說法|叙述|敘述|选项|選項|陈述|陳述)?是?(?:正确|正確)的?[？?]|^(?:关于|關於)?[^？?，,]{0,20}[，,]?(?:下列|以下)(?:说法|說法|叙述|敘述)(?:中)?(?:正确|正確)的是/u,
  },
};

/** The rules of a language; those of English for a language without. */
export const stemRulesOf = (language: LanguageCode): StemRules => rules[language] ?? english;
