/**
 * The stems of the items that rules write, in one language. `{term}`, `{meaning}`, `{terms}` and `{sentence}`
 * are quotes of the book; `{subject}` is empty when the book gives none. A stem that names a term and its
 * meaning names the term first.
 */
export type StemMessages = {
  /** The quotation marks of the language. */
  readonly marks: readonly [open: string, close: string];
  /** The language whose rules join the terms of a list. */
  readonly listLanguage: string;
  readonly whichTerm: string;
  readonly statement: string;
  readonly whatMeans: string;
  readonly blankedEntry: string;
  readonly missingNumber: string;
  readonly matching: string;
  readonly pairs: string;
  readonly explain: string;
  readonly orderSteps: string;
  readonly orderEvents: string;
};

const english: StemMessages = {
  marks: ['“', '”'],
  listLanguage: 'en-GB',
  whichTerm: 'Which term means {meaning}?',
  statement: 'The term {term} means {meaning}.',
  whatMeans: 'What does the term {term} mean?',
  blankedEntry: 'The term for {meaning} is _____.',
  missingNumber: 'Which number with its unit is missing? {sentence}',
  matching: 'Match each term with its meaning: {terms}.',
  pairs:
    'Consider {terms}. Which of these terms are paired with the correct meaning? Choose every correct pair.',
  explain:
    'Explain what {term} means, and give the most important facts about it. Write about {words} words.',
  orderSteps: 'Put these steps in the correct order. {subject}',
  orderEvents: 'Put these events in order, the earliest first. {subject}',
};

const german: StemMessages = {
  marks: ['„', '“'],
  listLanguage: 'de',
  whichTerm: 'Welcher Begriff bedeutet {meaning}?',
  statement: 'Der Begriff {term} bedeutet {meaning}.',
  whatMeans: 'Was bedeutet der Begriff {term}?',
  blankedEntry: 'Der Begriff für {meaning} lautet _____.',
  missingNumber: 'Welche Zahl mit ihrer Einheit fehlt? {sentence}',
  matching: 'Ordne jedem Begriff seine Bedeutung zu: {terms}.',
  pairs:
    'Betrachte {terms}. Bei welchen dieser Begriffe steht die richtige Bedeutung? Wähle alle richtigen Paare.',
  explain:
    'Erkläre, was {term} bedeutet, und nenne die wichtigsten Tatsachen dazu. Schreibe etwa {words} Wörter.',
  orderSteps: 'Bringe diese Schritte in die richtige Reihenfolge. {subject}',
  orderEvents: 'Ordne diese Ereignisse nach der Zeit, das früheste zuerst. {subject}',
};

const french: StemMessages = {
  marks: ['«\u00a0', '\u00a0»'],
  listLanguage: 'fr',
  whichTerm: 'Quel terme signifie {meaning}\u00a0?',
  statement: 'Le terme {term} signifie {meaning}.',
  whatMeans: 'Que signifie le terme {term}\u00a0?',
  blankedEntry: 'Le terme qui désigne {meaning} est _____.',
  missingNumber: 'Quel nombre, avec son unité, manque ici\u00a0? {sentence}',
  matching: 'Associez chaque terme à sa signification\u00a0: {terms}.',
  pairs:
    'Voici {terms}. Lesquels de ces termes sont associés à la bonne signification\u00a0? Choisissez toutes les associations correctes.',
  explain:
    'Expliquez ce que signifie {term} et donnez les faits les plus importants à ce sujet. Écrivez environ {words} mots.',
  orderSteps: 'Mettez ces étapes dans le bon ordre. {subject}',
  orderEvents: 'Classez ces événements dans l’ordre, du plus ancien au plus récent. {subject}',
};

const spanish: StemMessages = {
  marks: ['«', '»'],
  listLanguage: 'es',
  whichTerm: '¿Qué término significa {meaning}?',
  statement: 'El término {term} significa {meaning}.',
  whatMeans: '¿Qué significa el término {term}?',
  blankedEntry: 'El término para {meaning} es _____.',
  missingNumber: '¿Qué número falta, con su unidad? {sentence}',
  matching: 'Relaciona cada término con su significado: {terms}.',
  pairs:
    'Observa {terms}. ¿Cuáles de estos términos están emparejados con el significado correcto? Elige todas las parejas correctas.',
  explain:
    'Explica qué significa {term} y da los datos más importantes sobre ello. Escribe unas {words} palabras.',
  orderSteps: 'Pon estos pasos en el orden correcto. {subject}',
  orderEvents: 'Ordena estos acontecimientos, del más antiguo al más reciente. {subject}',
};

const portuguese: StemMessages = {
  marks: ['“', '”'],
  listLanguage: 'pt',
  whichTerm: 'Que termo significa {meaning}?',
  statement: 'O termo {term} significa {meaning}.',
  whatMeans: 'O que significa o termo {term}?',
  blankedEntry: 'O termo para {meaning} é _____.',
  missingNumber: 'Que número falta, com a sua unidade? {sentence}',
  matching: 'Associe cada termo ao seu significado: {terms}.',
  pairs:
    'Considere {terms}. Quais destes termos estão associados ao significado correto? Escolha todos os pares corretos.',
  explain:
    'Explique o que significa {term} e apresente os fatos mais importantes sobre o assunto. Escreva cerca de {words} palavras.',
  orderSteps: 'Coloque estes passos na ordem correta. {subject}',
  orderEvents: 'Ordene estes acontecimentos, do mais antigo para o mais recente. {subject}',
};

const hindi: StemMessages = {
  marks: ['“', '”'],
  listLanguage: 'hi',
  whichTerm: 'किस शब्द का अर्थ {meaning} है?',
  statement: 'शब्द {term} का अर्थ {meaning} है।',
  whatMeans: 'शब्द {term} का क्या अर्थ है?',
  blankedEntry: '{meaning} के लिए शब्द _____ है।',
  missingNumber: 'कौन-सी संख्या अपनी इकाई के साथ छूटी हुई है? {sentence}',
  matching: 'प्रत्येक शब्द को उसके अर्थ से मिलाइए: {terms}।',
  pairs: '{terms} पर विचार कीजिए। इनमें से किन शब्दों के साथ सही अर्थ दिया गया है? सभी सही जोड़े चुनिए।',
  explain: 'समझाइए कि {term} का क्या अर्थ है, और इसके बारे में सबसे महत्वपूर्ण तथ्य बताइए। लगभग {words} शब्द लिखिए।',
  orderSteps: 'इन चरणों को सही क्रम में लगाइए। {subject}',
  orderEvents: 'इन घटनाओं को समय के क्रम में लगाइए, सबसे पुरानी घटना पहले। {subject}',
};

const arabic: StemMessages = {
  marks: ['«', '»'],
  listLanguage: 'ar',
  whichTerm: 'ما المصطلح الذي يعني {meaning}؟',
  statement: 'المصطلح {term} يعني {meaning}.',
  whatMeans: 'ما معنى المصطلح {term}؟',
  blankedEntry: 'المصطلح الدال على {meaning} هو _____.',
  missingNumber: 'ما العدد الناقص مع وحدته؟ {sentence}',
  matching: 'صِل كل مصطلح بمعناه: {terms}.',
  pairs: 'تأمل {terms}. أي من هذه المصطلحات مقترن بمعناه الصحيح؟ اختر كل الأزواج الصحيحة.',
  explain: 'اشرح معنى {term}، واذكر أهم الحقائق عنه. اكتب نحو {words} كلمة.',
  orderSteps: 'رتّب هذه الخطوات ترتيبا صحيحا. {subject}',
  orderEvents: 'رتّب هذه الأحداث من الأقدم إلى الأحدث. {subject}',
};

const simplifiedChinese: StemMessages = {
  marks: ['“', '”'],
  listLanguage: 'zh-Hans',
  whichTerm: '哪个术语的意思是{meaning}？',
  statement: '术语{term}的意思是{meaning}。',
  whatMeans: '术语{term}是什么意思？',
  blankedEntry: '表示{meaning}的术语是_____。',
  missingNumber: '句中缺少哪个数字和单位？{sentence}',
  matching: '请将每个术语与其含义配对：{terms}。',
  pairs: '请看{terms}。其中哪些术语配有正确的含义？请选出所有正确的配对。',
  explain: '请解释{term}的含义，并说明与之有关的最重要的事实。大约写{words}字。',
  orderSteps: '请按正确的顺序排列这些步骤。{subject}',
  orderEvents: '请按时间顺序排列这些事件，最早的在前。{subject}',
};

const traditionalChinese: StemMessages = {
  marks: ['“', '”'],
  listLanguage: 'zh-Hant',
  whichTerm: '哪個術語的意思是{meaning}？',
  statement: '術語{term}的意思是{meaning}。',
  whatMeans: '術語{term}是什麼意思？',
  blankedEntry: '表示{meaning}的術語是_____。',
  missingNumber: '句中缺少哪個數字和單位？{sentence}',
  matching: '請將每個術語與其含義配對：{terms}。',
  pairs: '請看{terms}。其中哪些術語配有正確的含義？請選出所有正確的配對。',
  explain: '請解釋{term}的含義，並說明與之有關的最重要的事實。大約寫{words}字。',
  orderSteps: '請按正確的順序排列這些步驟。{subject}',
  orderEvents: '請按時間順序排列這些事件，最早的在前。{subject}',
};

/** The stems of each language with definition forms. Both scripts of Chinese have their own. */
export const stemMessages = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  hi: hindi,
  pt: portuguese,
  'zh-Hans': simplifiedChinese,
  'zh-Hant': traditionalChinese,
} as const satisfies Readonly<Record<string, StemMessages>>;
