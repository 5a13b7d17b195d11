import type { QuestionSet } from './questions-english.ts';

/** A short text of the project in one language, and questions about it. */
export type ForeignQuestions = QuestionSet & { readonly paragraphs: readonly string[] };

export const foreignQuestions: Readonly<Record<string, ForeignQuestions>> = {
  de: {
    paragraphs: [
      'Der Bodensee liegt zwischen Deutschland, Österreich und der Schweiz. Seine größte Tiefe beträgt 251 Meter. Der Rhein fließt durch den See und bringt ihm das meiste Wasser. Im Winter 1963 fror der Bodensee zum letzten Mal vollständig zu.',
      'Die Imkerin Anna Weiß züchtet seit zwanzig Jahren Bienen. Eine Königin legt im Frühjahr bis zu zweitausend Eier am Tag. Bienen verständigen sich mit einem Tanz über den Ort der Blüten. Honig entsteht aus Nektar, den die Arbeiterinnen eindicken.',
      'Die Brücke über den Fluss wurde 1876 gebaut. Ihr Erbauer war der Ingenieur Karl Möller. Sie besteht aus Eisen und ist 340 Meter lang. Weil das Hochwasser einen Pfeiler beschädigte, musste sie 1902 gesperrt werden.',
    ],
    answered: [
      ['Wie tief ist der Bodensee?', '251 Meter'],
      ['Welcher Fluss bringt dem Bodensee das meiste Wasser?', 'Der Rhein'],
      ['Wann fror der Bodensee zum letzten Mal zu?', '1963'],
      ['Wie viele Eier legt eine Königin am Tag?', 'zweitausend Eier'],
      ['Wie verständigen sich Bienen?', 'mit einem Tanz'],
      ['Woraus entsteht Honig?', 'aus Nektar'],
      ['Wer war der Erbauer der Brücke?', 'Karl Möller'],
      ['Wer hat die Bruecke erbaut?', 'Karl Möller'],
      ['Wie lang ist die Brücke?', '340 Meter'],
      ['Warum wurde die Brücke 1902 gesperrt?', 'Hochwasser'],
    ],
    offTopic: [
      'Wer schrieb den Faust?',
      'Wie viele Planeten hat das Sonnensystem?',
      'Was ist ein Atom?',
      'Wann endete der Zweite Weltkrieg?',
    ],
    adversarial: [
      'Wie tief ist der Chiemsee?',
      'Wer tanzte auf der Hochzeit der Königin?',
      'Was kostet Nektar?',
      'Wann wurde Karl Möller geboren?',
      'Wie viele Bienen leben in Österreich?',
      'Welcher Fluss fror 1902 zu?',
    ],
  },
  fr: {
    paragraphs: [
      'Le phare de Kermor a été construit en 1854 par l’architecte Paul Legrand. Il mesure 42 mètres de haut. Sa lumière est visible à trente kilomètres. Depuis 1991, le phare fonctionne sans gardien.',
      'Le fromage de la vallée est fabriqué avec du lait de chèvre. Les bergers le laissent mûrir pendant trois mois dans une grotte. Le froid de la grotte empêche les moisissures. On le vend chaque samedi au marché de Valsonne.',
      'La marmotte hiberne d’octobre à avril. Pendant l’hiver, son cœur ne bat que cinq fois par minute. Elle se nourrit d’herbes et de racines. Un sifflement avertit le groupe quand un aigle approche.',
    ],
    answered: [
      ['Qui a construit le phare de Kermor ?', 'Paul Legrand'],
      ['Quand le phare de Kermor a-t-il été construit ?', '1854'],
      ['Quelle est la hauteur du phare, en mètres ?', '42 mètres'],
      ['Avec quel lait le fromage est-il fabriqué ?', 'lait de chèvre'],
      ['Où le fromage est-il vendu chaque samedi ?', 'marché de Valsonne'],
      ['De quoi se nourrit la marmotte ?', 'herbes et de racines'],
      ['Combien de fois par minute bat le cœur de la marmotte ?', 'cinq fois'],
      ['Combien de fois par minute bat son coeur pendant l’hiver ?', 'cinq fois'],
    ],
    offTopic: [
      'Qui a écrit Les Misérables ?',
      'Quelle est la capitale du Canada ?',
      'Qu’est-ce qu’un triangle ?',
      'Qui a découvert la radioactivité ?',
    ],
    adversarial: [
      'Quel est le prix du lait de vache ?',
      'Qui a peint le phare d’Alexandrie ?',
      'Combien pèse une marmotte ?',
      'Quand Paul Legrand est-il mort ?',
    ],
  },
  es: {
    paragraphs: [
      'El cóndor andino vive en las montañas de América del Sur. Sus alas abiertas miden tres metros. Se alimenta de animales muertos. La hembra pone un solo huevo cada dos años.',
      'La biblioteca de San Marcos fue fundada en 1821 por el maestro Julián Rojas. Guarda más de noventa mil libros. El terremoto de 1940 destruyó su torre. Hoy abre también los domingos.',
      'La sal se obtiene del agua del mar en estanques poco profundos. El sol evapora el agua y la sal queda en el fondo. Los obreros la recogen con palas de madera en agosto.',
    ],
    answered: [
      ['¿Dónde vive el cóndor andino?', 'montañas de América del Sur'],
      ['¿De qué se alimenta el cóndor?', 'animales muertos'],
      ['¿Cuántos huevos pone la hembra?', 'un solo huevo'],
      ['¿Quién fundó la biblioteca de San Marcos?', 'Julián Rojas'],
      ['¿Cuántos libros guarda la biblioteca?', 'noventa mil libros'],
      ['¿Qué destruyó la torre de la biblioteca?', 'El terremoto de 1940'],
      ['¿Con qué recogen la sal los obreros?', 'palas de madera'],
    ],
    offTopic: [
      '¿Quién escribió Don Quijote?',
      '¿Cuál es la capital de Italia?',
      '¿Qué es una célula?',
      '¿Cuándo llegó Colón a América Central?',
    ],
    adversarial: [
      '¿Quién fundó la universidad de Lima?',
      '¿Cuánto pesa un huevo de gallina?',
      '¿Cuándo nació Julián Rojas?',
      '¿Qué terremoto destruyó Lima?',
    ],
  },
  hi: {
    paragraphs: [
      'चंदा झील राजस्थान के पहाड़ों में है। इसकी गहराई चालीस मीटर है। राजा भीमसेन ने 1652 में इसका बाँध बनवाया। सर्दियों में साइबेरिया से पक्षी यहाँ आते हैं।',
      'रेशम का कीड़ा शहतूत की पत्तियाँ खाता है। एक कोये से लगभग एक किलोमीटर लंबा धागा निकलता है। कारीगर धागे को गरम पानी में अलग करते हैं।',
    ],
    answered: [
      ['चंदा झील कहाँ है?', 'राजस्थान के पहाड़ों में'],
      ['झील की गहराई कितनी है?', 'चालीस मीटर'],
      ['बाँध किसने बनवाया?', 'राजा भीमसेन'],
      ['रेशम का कीड़ा क्या खाता है?', 'शहतूत की पत्तियाँ'],
      ['एक कोये से कितना लंबा धागा निकलता है?', 'एक किलोमीटर'],
    ],
    offTopic: ['भारत के पहले प्रधानमंत्री कौन थे?', 'परमाणु क्या है?', 'क्रिकेट में कितने खिलाड़ी होते हैं?'],
    adversarial: ['गंगा नदी की लंबाई कितनी है?', 'राजा भीमसेन का जन्म कब हुआ?'],
  },
  zh: {
    paragraphs: [
      '青石桥建于1583年，由工匠李文海设计。桥长一百二十米，有七个桥孔。1998年的洪水冲毁了两个桥孔。',
      '大熊猫主要吃竹子。成年大熊猫每天要吃二十公斤竹子。小熊猫出生时只有一百克重。大熊猫生活在四川的山区。',
      '茶叶在春天采摘。工人先把茶叶晒干，然后在铁锅里炒。绿茶不发酵，红茶要发酵。',
    ],
    answered: [
      ['青石桥是谁设计的？', '李文海'],
      ['青石桥有几个桥孔？', '七个桥孔'],
      ['大熊猫主要吃什么？', '竹子'],
      ['大熊猫生活在哪里？', '四川的山区'],
      ['茶叶在什么时候采摘？', '春天'],
    ],
    offTopic: ['法国的首都是哪里？', '谁发明了电话？', '什么是民主？'],
    adversarial: ['长城有多长？', '李文海出生在哪里？'],
  },
  ar: {
    paragraphs: [
      'بنى المهندس سالم النجار قلعة الرمال عام 1702. يبلغ ارتفاع أسوار القلعة خمسة عشر مترا. دمر الزلزال برجها الشمالي.',
      'يعيش الجمل في الصحراء. يستطيع الجمل أن يصبر على العطش أسبوعين. يخزن الجمل الدهون في سنامه.',
    ],
    answered: [
      ['من بنى قلعة الرمال؟', 'سالم النجار'],
      ['كم يبلغ ارتفاع أسوار القلعة؟', 'خمسة عشر مترا'],
      ['ماذا دمر الزلزال؟', 'برجها الشمالي'],
      ['أين يعيش الجمل؟', 'في الصحراء'],
      ['ماذا يخزن الجمل في سنامه؟', 'الدهون'],
    ],
    offTopic: ['ما هي عاصمة فرنسا؟', 'من اكتشف البنسلين؟', 'ما هي الديمقراطية؟'],
    adversarial: ['كم عدد سكان مصر؟', 'متى ولد سالم النجار؟'],
  },
};
