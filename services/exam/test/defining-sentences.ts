type Sentences = {
  /** A sentence of a textbook, the term that it defines, and the meaning. */
  readonly defining: readonly (readonly [string, string, string])[];
  /** Sentences that only resemble definitions. */
  readonly others: readonly string[];
};

/** Each line: the sentence, its term and the meaning, with arrows between them. */
const lines: Readonly<Record<string, { readonly defining: string; readonly others: string }>> = {
  de: {
    defining: `
Die Verdunstung ist der Übergang von flüssigem Wasser in Wasserdampf. → Verdunstung → der Übergang von flüssigem Wasser in Wasserdampf
Ein Gletscher ist eine große Masse aus Eis, die langsam talwärts fließt. → Gletscher → eine große Masse aus Eis, die langsam talwärts fließt
Atome sind die kleinsten Teilchen eines chemischen Elements. → Atome → die kleinsten Teilchen eines chemischen Elements
Magma ist geschmolzenes Gestein, das unter der Erdkruste liegt. → Magma → geschmolzenes Gestein, das unter der Erdkruste liegt
Unter einem Ökosystem versteht man die Gemeinschaft von Lebewesen und ihrem Lebensraum. → Ökosystem → die Gemeinschaft von Lebewesen und ihrem Lebensraum
Als Mitose bezeichnet man die Teilung des Zellkerns in zwei gleiche Kerne. → Mitose → die Teilung des Zellkerns in zwei gleiche Kerne
Der Abtrag von Boden durch Wind und Wasser wird als Erosion bezeichnet. → Erosion → der Abtrag von Boden durch Wind und Wasser
Ein Fluss, der in einen größeren mündet, heißt Nebenfluss. → Nebenfluss → ein Fluss, der in einen größeren mündet
Die Umwandlung von Gestein durch Druck und Hitze nennt man Metamorphose. → Metamorphose → die Umwandlung von Gestein durch Druck und Hitze
Relative Luftfeuchtigkeit ist das Verhältnis von vorhandenem zu höchstmöglichem Wasserdampf. → relative Luftfeuchtigkeit → das Verhältnis von vorhandenem zu höchstmöglichem Wasserdampf
Der Begriff „Demokratie“ bezeichnet eine Staatsform, in der das Volk herrscht. → Demokratie → eine Staatsform, in der das Volk herrscht
`,
    others: `
Die Straßen der Städte versiegeln den Boden.
Das Ergebnis ist eine Liste von Zahlen, die viele Menschen kennen.
Das ist ein Problem, das viele Menschen haben.
Ein Tal ist ein guter Ort, an dem man leben kann.
Die Erde ist rund und dreht sich um die Sonne.
Überschwemmungen treten auf, wenn Flüsse über die Ufer treten.
`,
  },
  fr: {
    defining: `
L’évaporation est le passage de l’eau liquide à l’état de vapeur. → évaporation → le passage de l’eau liquide à l’état de vapeur
Un glacier est une grande masse de glace qui s’écoule lentement. → glacier → une grande masse de glace qui s’écoule lentement
L’effet de serre est le réchauffement de la Terre par des gaz. → effet de serre → le réchauffement de la Terre par des gaz
On appelle mitose la division du noyau de la cellule en deux. → mitose → la division du noyau de la cellule en deux
Un cours d’eau qui se jette dans un autre s’appelle un affluent. → affluent → un cours d’eau qui se jette dans un autre
Le passage direct du solide au gaz est appelé sublimation. → sublimation → le passage direct du solide au gaz
Le terme « érosion » désigne l’usure des roches par le vent. → érosion → l’usure des roches par le vent
`,
    others: `
C’est un problème que les élèves connaissent depuis longtemps.
Le résultat est une liste de nombres que les élèves connaissent.
Une vallée est un bon endroit pour vivre en été.
La crue de la Seine à Paris dura quarante-cinq jours.
`,
  },
  es: {
    defining: `
La fotosíntesis es el proceso por el cual las plantas producen azúcar. → fotosíntesis → el proceso por el cual las plantas producen azúcar
Un glaciar es una gran masa de hielo que se desplaza lentamente. → glaciar → una gran masa de hielo que se desplaza lentamente
Se denomina evaporación al paso de un líquido al estado de vapor. → evaporación → el paso de un líquido al estado de vapor
Se conoce como delta a la zona donde un río deposita sedimentos. → delta → la zona donde un río deposita sedimentos
La división del núcleo de la célula se llama mitosis. → mitosis → la división del núcleo de la célula
Se entiende por erosión el desgaste de las rocas por el viento. → erosión → el desgaste de las rocas por el viento
`,
    others: `
Este es un problema que vieron los alumnos en el libro.
El objetivo es una mejora del clima en las ciudades.
Un valle es un buen lugar para vivir en verano.
`,
  },
  pt: {
    defining: `
A fotossíntese é o processo pelo qual as plantas produzem açúcar. → fotossíntese → o processo pelo qual as plantas produzem açúcar
Um glaciar é uma grande massa de gelo que se move lentamente. → glaciar → uma grande massa de gelo que se move lentamente
Denomina-se mitose a divisão do núcleo da célula em duas. → mitose → a divisão do núcleo da célula em duas
Dá-se o nome de delta à zona onde um rio deposita sedimentos. → delta → a zona onde um rio deposita sedimentos
A água que se deposita à noite sobre a relva chama-se orvalho. → orvalho → a água que se deposita à noite sobre a relva
Chama-se afluente a um rio que desagua em outro maior. → afluente → um rio que desagua em outro maior
`,
    others: `
Este é um problema que os alunos viram no livro.
O objetivo é uma melhoria do clima nas cidades.
Um vale é um bom lugar para viver no verão.
`,
  },
  hi: {
    defining: `
संघनन वह प्रक्रिया है जिसमें जलवाष्प ठंडी होकर द्रव जल में बदल जाती है। → संघनन → वह प्रक्रिया है जिसमें जलवाष्प ठंडी होकर द्रव जल में बदल जाती है
हिमनद बर्फ का एक विशाल पिंड है जो भूमि पर धीरे-धीरे चलता है। → हिमनद → बर्फ का एक विशाल पिंड है जो भूमि पर धीरे-धीरे चलता है
जल के भाप में बदलने की क्रिया को वाष्पीकरण कहते हैं। → वाष्पीकरण → जल के भाप में बदलने की क्रिया
लोकतंत्र एक ऐसी शासन प्रणाली है जिसमें जनता अपने प्रतिनिधि चुनती है। → लोकतंत्र → एक ऐसी शासन प्रणाली है जिसमें जनता अपने प्रतिनिधि चुनती है
अपरदन का अर्थ चट्टानों का हवा और पानी से घिसना है। → अपरदन → चट्टानों का हवा और पानी से घिसना
कोशिका जीवन की सबसे छोटी इकाई है। → कोशिका → जीवन की सबसे छोटी इकाई है
`,
    others: `
बादल पानी की छोटी बूंदों से बनते हैं।
यह एक समस्या है जो बच्चों ने पुस्तक में देखी।
क्षेत्र में विज्ञान और शक्ति का अध्ययन किया जाता है।
`,
  },
  ar: {
    defining: `
التكثف هو تحول بخار الماء إلى سائل عندما يبرد الهواء. → التكثف → تحول بخار الماء إلى سائل عندما يبرد الهواء
النهر الجليدي هو كتلة كبيرة من الجليد تتحرك ببطء فوق اليابسة. → النهر الجليدي → كتلة كبيرة من الجليد تتحرك ببطء فوق اليابسة
الخلية هي الوحدة الأساسية في جسم الكائن الحي. → الخلية → الوحدة الأساسية في جسم الكائن الحي
تحول الماء من سائل إلى بخار يسمى التبخر. → التبخر → تحول الماء من سائل إلى بخار
يُعرَّف المناخ بأنه متوسط حالة الطقس في منطقة ما. → المناخ → متوسط حالة الطقس في منطقة ما
البرلمان عبارة عن مجلس ينتخب الشعب أعضاءه. → البرلمان → مجلس ينتخب الشعب أعضاءه
مصطلح «التعرية» يعني تآكل الصخور بفعل الرياح والماء. → التعرية → تآكل الصخور بفعل الرياح والماء
`,
    others: `
تتكون السحب من قطرات ماء صغيرة جداً.
هذا هو السبب الذي ذكره المؤلف في الكتاب.
السلام عليكم ورحمة الله وبركاته.
`,
  },
  zh: {
    defining: `
凝結是指水蒸氣冷卻後變成液態水的過程。 → 凝結 → 水蒸氣冷卻後變成液態水的過程
冰川是在陸地上緩慢移動的巨大冰體。 → 冰川 → 在陸地上緩慢移動的巨大冰體
水从液态变成气态的过程叫做蒸发。 → 蒸发 → 水从液态变成气态的过程
民主是一种由人民选举代表的政治制度。 → 民主 → 一种由人民选举代表的政治制度
植物把光能转化为化学能的过程称为光合作用。 → 光合作用 → 植物把光能转化为化学能的过程
所謂侵蝕,是指岩石被風和水磨損的現象。 → 侵蝕 → 岩石被風和水磨損的現象
对流是流体内部由于温度不同而发生的流动。 → 对流 → 流体内部由于温度不同而发生的流动
`,
    others: `
雲是由許多細小的水滴組成的。
這是一個學生在書裡看到的問題。
他是我的老師。
`,
  },
};

const linesOf = (text: string): string[] => text.trim().split('\n');

const definingSentence = (line: string): [string, string, string] => {
  const [sentence = '', term = '', meaning = ''] = line.split(' → ');
  return [sentence, term, meaning];
};

/** Sentences of textbooks by language. */
export const sentencesOf: Readonly<Record<string, Sentences>> = Object.fromEntries(
  Object.entries(lines).map(([language, { defining, others }]) => [
    language,
    { defining: linesOf(defining).map(definingSentence), others: linesOf(others) },
  ]),
);
