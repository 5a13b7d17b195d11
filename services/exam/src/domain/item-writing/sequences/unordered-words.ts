import { openingWord, wholeWord } from '../languages/language-rules.ts';
import type { LanguageCode } from '../languages/material-language.ts';

/** The words by which textbooks of one language say that a list has no order or a wrong order. */
export type UnorderedWords = {
  /** In the lead-in of a list: exercises, steps in a wrong order, and negations. */
  readonly leadIn: RegExp;
  /** Things without an order, such as reasons: in a lead-in, or in the sentence before “First, …”. */
  readonly parallel: RegExp;
  /** Behind the word for steps: other things are counted (“The process has three benefits:”). */
  readonly counted: RegExp;
  /** The opening of a first step that points to a sentence before it. */
  readonly pointing: RegExp;
};

const counted = (words: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{M}])(?:${words}|\\p{Nd}+) (?=\\p{L})`, 'iu');

const english: UnorderedWords = {
  leadIn: wholeWord(
    "(?:correct|right|proper|logical|wrong|random) order|exercises?|questions?|problems?|write|(?:re-?)?arrange|reorder|wrong|incorrect\\p{L}*|mixed|jumbled|scrambled|muddled|shuffled|regardless|whatever|matter|any|no|not|never|without|\\p{L}+n[’']t",
  ),
  parallel: wholeWord(
    '(?:dis)?advantages?|benefits?|reasons?|causes of|kinds|types|examples?|features|properties|characteristics|rules|ingredients|materials|tools|differences|similarities|arguments?|facts|tips|aims|goals|ways|options|groups|parts|points',
  ),
  counted: counted('two|three|four|five|six|several|many|some|these|the following'),
  pointing: openingWord('its?|they|their|he|his|she|her|this|these|that|those|such'),
};

const german: UnorderedWords = {
  leadIn: wholeWord(
    'Übung(?:en)?|Aufgaben?|Fragen?|schreibe?n?|richtige?[nr]? Reihenfolge|falsch\\p{L}*|ordne[nt]?|sortier\\p{L}*|nummerier\\p{L}*|vertausch\\p{L}*|durcheinander|ungeordnet\\p{L}*|gemischt\\p{L}*|Materie|(?:zwei|drei|vier|fünf|mehrere|verschiedene|einige|viele) (?:\\p{L}+ )?Verfahren|beliebig\\p{L}*|zufällig\\p{L}*|egal|nichts?|nie|ohne|kein\\p{L}*',
  ),
  parallel: wholeWord(
    '\\p{L}*vorteile?n?|\\p{L}*nachteile?n?|Gründe?n?|Ursachen?|Arten|Beispiele?n?|Merkmale?n?|Eigenschaften|\\p{L}*regeln|\\p{L}*zutaten|Werkzeuge?n?|Geräte?n?|Materialien|Unterschiede|Gemeinsamkeiten|Argumente?n?|Tipps|Ziele|Möglichkeiten|Gruppen|Sorten',
  ),
  counted: counted('zwei|drei|vier|fünf|sechs|mehrere|viele|einige|diese|folgende[nr]?'),
  pointing: openingWord('er|sie|es|dies(?:e[rsnm]?)?|seine?|ihre?'),
};

const french: UnorderedWords = {
  leadIn: wholeWord(
    "(?:bon|mauvais) ordre|ordre (?:correct|logique|chronologique)|exercices?|questions?|problèmes?|écri(?:s|vez|re)|remet\\p{L}*|mettez|mets|class(?:ez|er)|classes? (?:les|ces)|ordonn\\p{L}*|numérot\\p{L}*|rang(?:ez|e|er)|matière|(?:deux|trois|quatre|cinq|plusieurs|différents|certains) (?:\\p{L}+ )?processus|désordre|mélangée?s|faux|fausse|pas|sans|jamais|aucune?|n[’']importe|quelconque",
  ),
  parallel: wholeWord(
    'avantages?|inconvénients?|raisons?|causes|types|sortes|genres|exemples?|caractéristiques|propriétés|règles|ingrédients|outils|ustensiles|matériaux|différences|arguments?|conseils|buts|objectifs|parties|groupes|familles|espèces|bienfaits|conséquences',
  ),
  counted: counted('deux|trois|quatre|cinq|six|plusieurs|quelques|ces'),
  pointing: openingWord("ils?|elles?|ce|cet|cette|ces|cela|ça|c[’']est|son|sa|ses|leurs?"),
};

const spanish: UnorderedWords = {
  leadIn: wholeWord(
    'orden (?:correcto|lógico|cronológico)|ejercicios?|preguntas?|problemas?|escrib\\p{L}*|orden(?:a|ad|ar|e|en)|coloca|coloque|numera|numere|desorden\\p{L}*|mezclad[ao]s|equivocad\\p{L}*|materia|no|sin|nunca|ningún|ninguna|cualquier',
  ),
  parallel: wholeWord(
    '(?:des)?ventajas?|inconvenientes?|razones|razón|causas|tipos|clases|ejemplos?|características|propiedades|reglas|ingredientes|herramientas|materiales|diferencias|semejanzas|argumentos?|consejos|objetivos|partes|grupos|familias|especies|beneficios|consecuencias',
  ),
  counted: counted('dos|tres|cuatro|cinco|seis|vari[oa]s|algun[oa]s|est[oa]s|l[oa]s siguientes'),
  pointing: openingWord('est[eao]s?|es[eao]s?|él|ella|ellos|ellas|sus?'),
};

const portuguese: UnorderedWords = {
  leadIn: wholeWord(
    'ordem (?:correta|certa|lógica|cronológica)|exercícios?|perguntas?|problemas?|escrev\\p{L}*|orden(?:a|ar|e|em)|coloque|numere|organize|desordenad\\p{L}*|misturad[ao]s|errad\\p{L}*|matéria|não|sem|nunca|nenhuma?|qualquer',
  ),
  parallel: wholeWord(
    '(?:des)?vantage(?:m|ns)|razões|razão|motivos?|causas|tipos|classes|exemplos?|características|propriedades|regras|ingredientes|ferramentas|materiais|diferenças|semelhanças|argumentos?|conselhos|objetivos|partes|grupos|famílias|espécies|benefícios|consequências',
  ),
  counted: counted(
    'dois|duas|três|quatro|cinco|seis|vári[oa]s|algu(?:ns|mas)|est[ea]s|ess[ea]s|[oa]s seguintes',
  ),
  pointing: openingWord('est[ea]s?|ess[ea]s?|isto|isso|eles?|elas?|seus?|suas?'),
};

const hindi: UnorderedWords = {
  leadIn: wholeWord(
    'सही क्रम|अभ्यास|प्रश्न|प्रश्नों|लिखिए|लिखो|लगाइए|लगाओ|लगाएँ|लगाएं|जमाइए|सजाइए|व्यवस्थित|गलत|ग़लत|उलटे|उल्टे|बेतरतीब|पदार्थ|नहीं|बिना|न|कोई',
  ),
  parallel: wholeWord(
    'लाभ|लाभों|हानि|हानियाँ|फायदे|फ़ायदे|नुकसान|कारण|कारणों|(?:दो|तीन|चार|पाँच|कई|अनेक|विभिन्न) प्रकार|प्रकारों|उदाहरण|विशेषताएँ|विशेषताओं|गुण|नियम|नियमों|सामग्री|अंतर|उद्देश्य|सुझाव',
  ),
  counted: counted('दो|तीन|चार|पाँच|पांच|छह|कई|अनेक|कुछ'),
  pointing: openingWord('यह|ये|वह|वे|इस|इससे|इसे|इसका|इसके|इसकी|इन|इनसे|उस|उससे|उसे|उसका|उसकी|उन'),
};

const arabic: UnorderedWords = {
  leadIn: wholeWord(
    'الصحيح|ترتيبا صحيحا|تمرين|تمارين|أسئلة|سؤال|اكتب|رتّ?ب(?:وا|ي)?|أعد ترتيب|ضع|ضعوا|خاطئة?|مبعثرة|مختلطة|بلا|دون|بدون|لا|ليس|ليست|لم|غير',
  ),
  parallel: wholeWord(
    'و?(?:ال|ب|بال|ل|لل)?(?:فوائد|فائدة|مزايا|عيوب|أضرار|أسباب|سبب|أنواع|أمثلة|مثال|خصائص|صفات|قواعد|مكونات|أدوات|مواد|أجزاء|أقسام|فروق|أهداف|نصائح|استخدامات|آثار|نتائج)(?:ها?|هم)?',
  ),
  counted: counted('اثنان|اثنتان|ثلاثة?|أربعة?|خمسة?|ستة?|عدة|بعض'),
  pointing: openingWord('هو|هي|هم|هذا|هذه|ذلك|تلك'),
};

const chinese: UnorderedWords = {
  leadIn:
    /练习|練習|习题|習題|问题|問題|[写寫]出|排列|排序|打[乱亂]|[错錯]|正[确確]|不|[没沒]有|[无無]|任何|[随隨]意/u,
  parallel:
    /优点|優點|缺点|缺點|好处|好處|原因|理由|种类|種類|例子|特点|特點|性质|性質|[规規][则則]|材料|工具|部分|[区區][别別]|用途/u,
  counted: /[两兩二三四五六几幾\p{Nd}][个個种種]|以下|下列/u,
  pointing: /^(?:[这這那它他她其])/u,
};

const words: Readonly<Record<LanguageCode, UnorderedWords>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  hi: hindi,
  pt: portuguese,
  zh: chinese,
};

/** The words of a language; undefined for one in which no order is found. */
export const unorderedWordsOf = (language: LanguageCode): UnorderedWords | undefined => words[language];
