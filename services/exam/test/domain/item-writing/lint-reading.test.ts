import { describe, expect, it } from '@jest/globals';
import type { ItemDraft } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { lintItem } from '../../../src/domain/item-writing/gates/lint-item.ts';
import { anItem } from '../../builders.ts';

type Case = readonly [language: string, stem: string, ...options: string[]];

/** Sentences of a book, which show the language and the subject of an item. */
const quotes: Readonly<Record<string, string>> = {
  en: 'A delta is a fan of sediment that builds up where a river meets a lake and the water becomes slow.',
  de: 'Ein Delta ist ein Fächer aus Sediment, der sich dort bildet, wo ein Fluss in einen See mündet und das Wasser langsam wird.',
  fr: 'Un delta est un éventail de sédiments qui se forme là où une rivière rejoint un lac et où l’eau devient lente.',
  es: 'Un delta es un abanico de sedimentos que se forma donde un río llega a un lago y el agua se vuelve lenta.',
  pt: 'Um delta é um leque de sedimentos que se forma onde um rio chega a um lago e a água fica lenta.',
  hi: 'डेल्टा तलछट का एक पंखा है जो वहाँ बनता है जहाँ नदी झील से मिलती है और पानी धीमा हो जाता है।',
  ar: 'الدلتا هي مروحة من الرواسب تتكون حيث يلتقي النهر بالبحيرة ويصبح الماء بطيئا في هذا المكان.',
  zh: '三角洲是河流流入湖泊、水流变慢的地方堆积起来的扇形沉积物。',
};

const itemOf = ([language, stem, ...texts]: Case, given: Partial<ItemDraft> = {}): ItemDraft => {
  const item = anItem(given);
  const options = texts.map((text, at) => ({ optionId: 'abcdef'[at] ?? '', text }));
  const isChoice = texts.length > 0;
  return {
    ...item,
    type: isChoice ? 'single_choice' : 'short_answer',
    stem,
    ...(isChoice ? { options } : {}),
    key: isChoice ? 'a' : 'a fan of sediment',
    source: { ...item.source, quote: quotes[language] ?? '' },
    ...given,
  };
};

const flagged: Readonly<Record<string, readonly Case[]>> = {
  'k-type': [
    ['en', 'Which of these are parts of a river?', 'bend', 'mouth', 'both A and B', 'harbour'],
    ['en', 'Which of these are parts of a river?', 'bend', 'mouth', 'bend and mouth', 'harbour'],
    ['en', 'Which of these are parts of a river?', 'bend', 'mouth', 'neither bend nor mouth', 'harbour'],
    [
      'en',
      'Consider 1. bends, 2. mouths, 3. harbours. Which are parts of a river?',
      '1 and 2 only',
      '1 and 3 only',
      '1, 2 and 3',
      '2 and 3 only',
    ],
    [
      'en',
      'Consider (i) bends, (ii) mouths and (iii) harbours. Which are parts of a river?',
      'i and ii',
      'i and iii',
      'ii and iii',
      'i, ii and iii',
    ],
    ['de', 'Welche dieser Dinge gehören zu einem Fluss?', 'Bogen', 'Mündung', 'Bogen und Mündung', 'Hafen'],
    ['de', 'Welche dieser Dinge gehören zu einem Fluss?', 'Bogen', 'Mündung', 'sowohl A als auch B', 'Hafen'],
    [
      'fr',
      'Lesquelles de ces choses appartiennent à une rivière ?',
      'méandre',
      'embouchure',
      'méandre et embouchure',
      'port',
    ],
    [
      'es',
      '¿Cuáles de estas cosas son partes de un río?',
      'meandro',
      'desembocadura',
      'tanto A como B',
      'puerto',
    ],
    ['pt', 'Quais destas coisas são partes de um rio?', 'meandro', 'foz', 'meandro e foz', 'porto'],
    ['hi', 'इनमें से कौन-से नदी के भाग हैं?', 'मोड़', 'मुहाना', 'मोड़ और मुहाना दोनों', 'बंदरगाह'],
    ['hi', 'इनमें से कौन-से नदी के भाग हैं?', 'मोड़', 'मुहाना', 'क और ख', 'बंदरगाह'],
    ['ar', 'أي من هذه الأشياء جزء من النهر؟', 'منعطف', 'مصب', 'منعطف ومصب', 'ميناء'],
    ['ar', 'أي من هذه الأشياء جزء من النهر؟', 'منعطف', 'مصب', 'أ و ب', 'ميناء'],
    ['zh', '下列哪些是河流的一部分？', '河湾', '河口', '河湾和河口', '港口'],
    ['zh', '①河湾 ②河口 ③港口，其中哪些是河流的一部分？', '①②③', '①和②', '①和③', '②和③'],
  ],
  'logical-cue': [
    [
      'en',
      'What happens to the speed of a river at a lake?',
      'The water becomes slow.',
      'The water does not become slow.',
      'The water freezes.',
      'The water turns salty.',
    ],
    [
      'en',
      'How does sediment behave in a lake?',
      'It can move.',
      'It cannot move.',
      'It burns.',
      'It evaporates.',
    ],
    [
      'en',
      'Which kind of matter does a river carry?',
      'conducting',
      'non-conducting',
      'magnetic',
      'luminous',
    ],
    [
      'de',
      'Was geschieht mit dem Wasser an einem See?',
      'Es wird langsam.',
      'Es wird nicht langsam.',
      'Es gefriert.',
      'Es brennt.',
    ],
    ['de', 'Was trägt ein Fluss in den See?', 'ein Metall', 'kein Metall', 'Luft', 'Licht'],
    [
      'fr',
      'Que fait l’eau quand la rivière rejoint un lac ?',
      'Elle ralentit.',
      'Elle ne ralentit pas.',
      'Elle gèle.',
      'Elle brûle.',
    ],
    [
      'es',
      '¿Qué hace el agua cuando el río llega a un lago?',
      'Se mueve.',
      'No se mueve.',
      'Se congela.',
      'Arde.',
    ],
    [
      'pt',
      'O que acontece com a água quando o rio chega a um lago?',
      'Ela corre.',
      'Ela não corre.',
      'Ela congela.',
      'Ela queima.',
    ],
    [
      'hi',
      'झील में पहुँचकर पानी का क्या होता है?',
      'पानी बहता है',
      'पानी नहीं बहता है',
      'पानी जम जाता है',
      'पानी जलता है',
    ],
    [
      'ar',
      'ماذا يحدث للماء عندما يلتقي النهر بالبحيرة؟',
      'يجري الماء',
      'لا يجري الماء',
      'يتجمد الماء',
      'يحترق الماء',
    ],
    ['zh', '河水流入湖泊时会怎样？', '会变慢', '不会变慢', '结冰', '燃烧'],
  ],
  'gratuitous-information': [
    [
      'en',
      'Maria plays tennis every Sunday. Which term means a fan of sediment?',
      'delta',
      'estuary',
      'meander',
      'rapid',
    ],
    ['en', 'Read carefully. Where does a delta build up?'],
    ['en', 'My uncle collects stamps. He keeps them in albums. Where does a delta build up?'],
    ['de', 'Maria spielt jeden Sonntag Tennis. Wo bildet sich ein Delta?'],
    ['fr', 'Marie joue au tennis chaque dimanche. Où un delta se forme-t-il ?'],
    ['es', 'María juega al tenis cada domingo. ¿Dónde se forma un delta?'],
    ['pt', 'Maria joga tênis todo domingo. Onde um delta se forma?'],
    ['hi', 'मारिया हर रविवार टेनिस खेलती है। डेल्टा कहाँ बनता है?'],
    ['ar', 'تلعب ماريا التنس كل أحد. أين تتكون الدلتا؟'],
    ['zh', '小明喜欢打网球。三角洲在哪里形成？'],
  ],
  'true-false-in-disguise': [
    ['en', 'Which of the following statements is correct?', 'It is fast.', 'It is slow.', 'It rises.'],
    ['en', 'Which statement about deltas is true?', 'They are fans.', 'They are hills.', 'They are seas.'],
    ['de', 'Welche Aussage ist richtig?', 'Es ist schnell.', 'Es ist träge.', 'Es steigt.'],
    ['de', 'Welche der folgenden Aussagen über das Delta trifft zu?', 'Es brennt.', 'Es ruht.', 'Es steigt.'],
    ['fr', 'Laquelle des affirmations suivantes est vraie ?', 'Elle coule.', 'Elle gèle.', 'Elle monte.'],
    ['es', '¿Cuál de las siguientes afirmaciones es correcta?', 'Es lenta.', 'Es rápida.', 'Sube.'],
    ['pt', 'Qual das seguintes afirmações é verdadeira?', 'É lenta.', 'É rápida.', 'Sobe.'],
    ['hi', 'निम्नलिखित में से कौन-सा कथन सही है?', 'पानी जमता है', 'पानी बहता है', 'पानी उठता है'],
    ['ar', 'أي من العبارات التالية صحيحة؟', 'الماء بطيء', 'الماء سريع', 'الماء متجمد'],
    ['zh', '下列哪项叙述是正确的？', '水流变慢', '水流变快', '水流结冰'],
    ['zh', '关于三角洲，下列说法正确的是？', '它是沉积物', '它是山', '它是海'],
  ],
  'unclear-information': [
    ['en', 'Which term is shown in Figure 3?', 'delta', 'estuary', 'meander', 'rapid'],
    ['en', 'According to the author, where does a delta build up?'],
    ['en', 'Where does the river described above become slow?'],
    ['en', 'It builds up where a river meets a lake. What is its name?'],
    ['en', 'This fan of sediment has which name?'],
    [
      'en',
      'Which of these is not a part of a river?',
      'a bend that does not move',
      'a mouth',
      'a port',
      'a rapid',
    ],
    [
      'en',
      'Where does a delta build up?',
      'in a desert',
      'in the place of Table 2',
      'on a hill',
      'on the moon',
    ],
    ['de', 'Was zeigt Abbildung 3 über das Delta und den Fluss?'],
    ['de', 'Wo bildet sich laut dem Text ein Delta?'],
    ['de', 'Diese Fächer aus Sediment haben welchen Namen?'],
    ['fr', 'Selon le texte, où un delta se forme-t-il ?'],
    ['fr', 'Quel est le nom de la forme ci-dessus ?'],
    ['es', 'Según el autor, ¿dónde se forma un delta?'],
    ['es', '¿Qué muestra la figura 3 sobre el delta?'],
    ['pt', 'De acordo com o texto, onde um delta se forma?'],
    ['hi', 'पाठ के अनुसार डेल्टा कहाँ बनता है?'],
    ['hi', 'चित्र 3 में डेल्टा कहाँ है?'],
    ['ar', 'حسب النص، أين تتكون الدلتا؟'],
    ['ar', 'ماذا يوضح الشكل 3 عن الدلتا؟'],
    ['zh', '根据课文，三角洲在哪里形成？'],
    ['zh', '如图3所示，三角洲在哪里形成？'],
    ['zh', '它在哪里形成？河流在哪里变慢？'],
  ],
};

const sound: Readonly<Record<string, readonly Case[]>> = {
  'k-type': [
    [
      'en',
      'Which play did Shakespeare write?',
      'Hamlet and Eggs',
      'Romeo and Juliet',
      'Salt and Pepper',
      'Tom and Jerry',
    ],
    ['en', 'Which bases pair in a molecule of DNA?', 'A and C', 'A and G', 'A and T', 'C and T'],
    ['en', 'Which vitamins does fat dissolve?', 'A and D', 'B and C', 'C and B', 'C'],
    ['en', 'Which compound is table salt?', 'chlorine', 'sodium', 'sodium chloride', 'sulphur'],
    ['en', 'Which numbers solve the equation?', '1 and 2', '2 and 3', '3 and 4', '4 and 5'],
    ['en', 'Which fraction is one half?', '1', '1/2', '2', '2/1'],
    ['de', 'Welche Zahl ist kleiner als drei?', '2', '2,3', '3', '4'],
    [
      'de',
      'Welches Spiel spielen Kinder?',
      'Hund und Katze',
      'Katz und Maus',
      'Maus und Hund',
      'Räuber und Gendarm',
    ],
    [
      'fr',
      'Quel roman Stendhal a-t-il écrit ?',
      'Le blanc et le bleu',
      'Le rouge et le noir',
      'Le noir et le vert',
      'Le vert et le gris',
    ],
    [
      'es',
      '¿Qué obra escribió Cervantes?',
      'Pan y vino',
      'Rinconete y Cortadillo',
      'Sol y sombra',
      'Tierra y mar',
    ],
    ['ar', 'ما الأزهار التي تنمو هنا؟', 'دلتا', 'دلتا ورد', 'مصب', 'ورد'],
    ['zh', '哪种溶液不能再溶解？', '饱和', '温和', '缓和', '中和'],
  ],
  'logical-cue': [
    ['en', 'How does a ball move?', 'fast', 'not upwards', 'slowly', 'sideways'],
    [
      'en',
      'What is true of mass and volume?',
      'Mass and volume change.',
      'Mass changes.',
      'Volume changes.',
      'Volume and mass stay.',
    ],
    ['en', 'Does a delta move?', 'It moves.', 'It does not move.'],
    [
      'en',
      'What do light and sound do here?',
      'Light bends.',
      'Light does not bend.',
      'Sound bends.',
      'Sound does not bend.',
    ],
    ['de', 'Was geschieht mit dem Wasser?', 'Es steigt.', 'Es sinkt.', 'Es gefriert nicht.', 'Es brennt.'],
    ['fr', 'Que fait l’eau du lac ?', 'Elle monte.', 'Elle descend.', 'Elle ne gèle pas.', 'Elle brûle.'],
    ['hi', 'पानी का क्या होता है?', 'पानी बहता है', 'पानी जम जाता है', 'पानी नहीं जलता है', 'पानी उबलता है'],
    ['zh', '水会怎样？', '上升', '下降', '不变', '沸腾'],
  ],
  'gratuitous-information': [
    ['en', 'A river meets a lake. Which form of land builds up?'],
    ['en', 'Tom throws a ball straight up. Which force acts on the ball?'],
    ['en', 'A car drives 100 km in two hours. How fast does sediment move?'],
    ['en', 'A farmer waters the field at night. Why is this better than at noon?'],
    ['en', 'Anna drops a stone into a pit. She hears a splash. How deep is the pit?'],
    ['en', 'Read the sentence: “The dog barks.” Which word is the verb?'],
    ['en', 'Where does a delta build up? Choose one answer.'],
    ['en', 'What was the U.S. Information Agency charged with doing at that lake?'],
    ['en', 'Choose one answer. A delta builds up at a lake.'],
    ['de', 'Ein Bauer gießt nachts sein Feld. Warum ist das besser, und wo hilft ihm ein Fluss?'],
    ['fr', 'Un bateau quitte le port. Où va le bateau quand la rivière devient lente ?'],
    ['es', 'Un barco sale del puerto. ¿Adónde va el barco cuando el río llega al lago?'],
    ['pt', 'Um barco sai do porto. Para onde ele vai quando o rio chega ao lago?'],
    ['hi', 'एक नाव बंदरगाह छोड़ती है। वह नाव नदी में कहाँ जाती है?'],
    ['ar', 'تغادر سفينة الميناء. إلى أين تذهب السفينة في النهر؟'],
    ['zh', '一条小船离开港口。小船在河流中去哪里？'],
  ],
  'true-false-in-disguise': [
    ['en', 'Which of these are right angles?', '45°', '60°', '90°'],
    ['en', 'Which of these is true north?', 'A', 'B', 'C'],
    ['en', 'Which answer is the sum of both numbers?', '4', '5', '6'],
    ['de', 'Welche Aussage macht das Gesetz über die Kraft?', 'Sie fällt.', 'Sie ruht.', 'Sie steigt.'],
    ['fr', 'Quelle est la vraie cause du vent dans la vallée ?', 'le froid', 'le soleil', 'la lune'],
    ['es', '¿Qué es correcto escribir antes de una vocal?', 'a', 'e', 'i'],
    ['hi', 'कौन-सा सही है और कौन-सा नदी का भाग नहीं?', 'मोड़', 'मुहाना', 'झील'],
    ['ar', 'أي عدد صحيح يساوي مجموع العددين؟', '4', '5', '6'],
    ['zh', '哪个方向是正北方向？', '上', '下', '左'],
  ],
  'unclear-information': [
    ['en', 'Which figure has four equal sides?', 'circle', 'hexagon', 'square', 'triangle'],
    ['en', 'How far above the sea does the river begin?'],
    ['en', 'It is the moon that moves the sea: which name does this motion have?'],
    ['en', 'Which page of a browser opens first, the table or the section?'],
    ['en', 'Which of these is not a part of a river?', 'a bend', 'a mouth', 'a port', 'a rapid'],
    ['de', 'Es regnet im Gebirge: wohin fließt das Wasser des Flusses?'],
    ['de', 'Welche Figur hat vier gleiche Seiten und vier rechte Winkel?'],
    ['de', 'Sie erhitzen Wasser in einem Topf. Was geschieht mit dem Wasser?'],
    ['fr', 'Il pleut dans la montagne : où va l’eau de la rivière ?'],
    ['es', '¿Qué figura tiene cuatro lados iguales y es plana?'],
    ['hi', 'वह जगह क्या है जहाँ डेल्टा बनता है और जो नदी से मिलती है?'],
    ['hi', 'यह कैसे पता चला कि पानी धीमा हो जाता है?'],
    ['hi', 'नीचे दिए गए शब्दों में से कौन-सा नदी का भाग है?'],
    ['ar', 'ما الشكل الذي له أربعة أضلاع متساوية؟'],
    ['zh', '哪种图形有四条相等的边？'],
    ['zh', '在第四节比赛中，哪支球队得分最多？'],
    ['zh', '那么多的沉积物从哪里来？'],
    ['zh', '字母A代表3还是4？'],
  ],
};

const casesOf = (table: Readonly<Record<string, readonly Case[]>>) =>
  Object.entries(table).flatMap(([flaw, cases]) =>
    cases.map((each) => [flaw, each.join(' | '), each] as const),
  );

describe('lintItem reads an item as its reader does', () => {
  it.each(casesOf(flagged))('lintItem reports %s in: %s', (flaw, _title, item) => {
    expect(lintItem(itemOf(item))).toContain(flaw);
  });

  it.each(casesOf(sound))('lintItem does not report %s in: %s', (flaw, _title, item) => {
    expect(lintItem(itemOf(item))).not.toContain(flaw);
  });

  it('lintItem does not look for a question in the instruction of an ordering item', () => {
    const ordering = itemOf(
      [
        'en',
        'Put these steps in the correct order. Where rivers end?',
        'The water slows down.',
        'Sediment sinks.',
      ],
      {
        type: 'ordering',
        key: ['a', 'b'],
      },
    );
    expect(lintItem(ordering)).not.toContain('gratuitous-information');
  });
});
