import { describe, expect, it } from '@jest/globals';
import { createItemJudge } from '../../../src/domain/item-writing/gates/judge-item.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import {
  orderedOptionsOf,
  orderedTextsOf,
} from '../../../src/domain/item-writing/sequences/ordered-options.ts';
import { writeItems } from '../../../src/domain/item-writing/write-items.ts';
import { aPage } from '../../builders.ts';

const itemsOf = (text: string) =>
  writeItems({ pages: readPages([aPage(text)]), itemCount: 5, types: ['ordering'], seed: 's' }).items;

type Prose = {
  /** Sentences in the language, by which the page is recognised. */
  readonly before: string;
  /** Three sentences that may follow any lead-in. */
  readonly entries: readonly [string, string, string];
  /** Announces the entries in their order. */
  readonly announcing: string;
  /** Announce no order, or a wrong one. */
  readonly others: readonly string[];
};

const lists: Readonly<Record<string, Prose>> = {
  en: {
    before: 'The pupils of the village school grow their own wheat in the garden behind the hall.',
    entries: ['The farmer sows the seed.', 'Green shoots cover the field.', 'The miller grinds the grain.'],
    announcing: 'The work in the field has these steps:',
    others: [
      'Put these steps in the correct order:',
      'The steps are shown in the wrong order:',
      'The order of these pictures does not matter:',
      'The process has three advantages:',
      'The advantages of the procedure:',
      'The recipe needs these people:',
      'In order to get bread:',
      'Matter has three phases:',
    ],
  },
  de: {
    before: 'Die Kinder der Dorfschule bauen im Garten hinter der Halle ihren eigenen Weizen an.',
    entries: ['Der Bauer sät das Korn.', 'Grüne Halme bedecken das Feld.', 'Der Müller mahlt das Korn.'],
    announcing: 'Die Arbeit auf dem Feld hat diese Schritte:',
    others: [
      'Bringe die folgenden Schritte in die richtige Reihenfolge:',
      'Nummeriere die Schritte in deinem Heft:',
      'Diese Reihenfolge ist falsch:',
      'Die Reihenfolge der Bilder spielt keine Rolle:',
      'Das Verfahren hat drei große Vorteile:',
      'Für diesen Vorgang nennen die Forscher folgende Ursachen:',
      'Zum Trennen kennt die Chemie verschiedene Verfahren:',
      'Das Rezept braucht diese Leute:',
      'Auf jeder Stufe der Treppe steht ein Satz:',
      'Die Materie hat drei Phasen:',
    ],
  },
  fr: {
    before: 'Les élèves de l’école du village cultivent leur propre blé dans le jardin de la cantine.',
    entries: ['Le fermier sème le grain.', 'L’herbe verte couvre le champ.', 'Le meunier moud le grain.'],
    announcing: 'Le travail dans le champ suit les étapes suivantes :',
    others: [
      'Remettez les étapes dans le bon ordre :',
      'Classe les étapes de la récolte :',
      'Il existe trois images, sans ordre de préférence :',
      'Ce processus a plusieurs avantages :',
      'Cette démarche présente quelques risques :',
      'L’ordre des carnivores comprend :',
      'La chimie utilise plusieurs processus :',
      'La matière existe sous trois phases :',
    ],
  },
  es: {
    before: 'Los alumnos de la escuela del pueblo cultivan su propio trigo en el jardín.',
    entries: ['El campesino siembra el grano.', 'La hierba cubre el campo.', 'El molinero muele el grano.'],
    announcing: 'El trabajo en el campo tiene estos pasos:',
    others: [
      'Ordena los pasos del trabajo:',
      'Los pasos se pueden hacer en cualquier orden:',
      'El proceso tiene tres ventajas:',
      'La receta necesita estas personas:',
    ],
  },
  pt: {
    before: 'Os alunos da escola da aldeia cultivam o seu próprio trigo no jardim e não compram pão.',
    entries: ['O camponês semeia o grão.', 'A erva cobre o campo.', 'O moleiro mói o grão.'],
    announcing: 'O trabalho no campo tem estes passos:',
    others: [
      'Ordene os passos do trabalho:',
      'Os passos podem ser feitos em qualquer ordem:',
      'O processo tem três vantagens:',
      'A receita precisa de várias pessoas:',
    ],
  },
  hi: {
    before: 'गाँव के विद्यालय के बच्चे बगीचे में अपना गेहूँ उगाते हैं और उससे रोटी बनाते हैं।',
    entries: ['किसान खेत में बीज बोता है।', 'हरे पौधे खेत को ढक लेते हैं।', 'चक्की वाला गेहूँ पीसता है।'],
    announcing: 'खेत के काम के चरण ये हैं:',
    others: [
      'नीचे दिए गए चरणों को सही क्रम में लगाइए:',
      'इन चित्रों में कोई क्रम नहीं है:',
      'इस प्रक्रिया की हानियाँ ये हैं:',
      'इस क्रम में दो राज्यों के तीन नगर आते हैं:',
      'पदार्थ की अवस्थाएँ ये हैं:',
    ],
  },
  ar: {
    before: 'يزرع تلاميذ مدرسة القرية القمح في الحديقة التي تقع خلف القاعة ويصنعون منه الخبز.',
    entries: ['يزرع الفلاح البذور في الحقل.', 'تغطي الأعشاب الخضراء الحقل.', 'يطحن الطحان القمح.'],
    announcing: 'خطوات العمل في الحقل هي:',
    others: [
      'رتّب الخطوات الآتية ترتيبا صحيحا:',
      'هذه صور بلا ترتيب معين:',
      'لهذه العملية أضرار كثيرة:',
      'لهذه الطريقة ثلاث مزايا:',
    ],
  },
  zh: {
    before: '村里学校的学生在礼堂后面的园子里种自己的小麦，还用它做面包。',
    entries: ['农民把种子种在田里。', '绿色的苗长满了田地。', '磨坊的人把麦子磨成面粉。'],
    announcing: '田里的工作步骤如下：',
    others: ['请把下面的步骤排列好：', '这些图片没有顺序：', '这个过程有三个优点：'],
  },
};

const listUnder = (lead: string, { before, entries }: Prose): string =>
  `${before} ${lead}\n\n${entries.map((entry, at) => `${at + 1}. ${entry}`).join('\n\n')}`;

describe('a numbered list', () => {
  it.each(Object.keys(lists))('becomes an ordering item when its lead-in announces an order: %s', (code) => {
    const prose = lists[code] as Prose;
    const [item] = itemsOf(listUnder(prose.announcing, prose));
    expect(item === undefined ? [] : orderedTextsOf(item)).toEqual(
      prose.entries.map((entry) => entry.replace(/[.।。]$/u, '')),
    );
  });

  it.each(Object.values(lists).flatMap((prose) => prose.others.map((lead) => [lead, prose] as const)))(
    'becomes no ordering item under “%s”',
    (lead, prose) => {
      expect(itemsOf(listUnder(lead, prose))).toEqual([]);
    },
  );
});

describe('sentences that count reasons', () => {
  it.each([
    'The school garden is useful. First, it costs very little money. Then it brings bees and butterflies. Finally, it teaches the children to be patient.',
    'A garden has many advantages. First, bees visit the flowers. Then birds eat the worms. Finally, children learn about plants.',
    'The town is a good place to live. First, the climate is mild all year. Second, the houses are cheap. Third, the schools are close to the parks.',
    'Le jardin a trois avantages. D’abord, les abeilles visitent les fleurs. Puis les oiseaux mangent les vers. Enfin, les enfants apprennent la patience.',
    'La région attire les familles. D’abord, le climat est doux toute l’année. Ensuite, les loyers sont moins chers. Enfin, les écoles sont proches des maisons.',
    'La ciudad gusta a las familias. En primer lugar, el clima es suave todo el año. En segundo lugar, las casas son baratas. Por último, las escuelas están cerca de los parques.',
    'A cidade agrada às famílias. Em primeiro lugar, o clima é ameno todo o ano. Em segundo lugar, as casas são baratas. Por último, as escolas ficam perto dos parques.',
    'चाय पीने के तीन लाभ बताए जाते हैं। पहले चाय थकान दूर करती है। फिर चाय मन को ताज़ा करती है। अंत में चाय मित्रों को पास लाती है।',
    'वृक्ष हमारे मित्र हैं। सबसे पहले ये हमें शुद्ध हवा देते हैं। फिर ये मिट्टी को बहने से रोकते हैं। अंत में ये पक्षियों को घर देते हैं।',
    'للخبز البيتي طعم خاص. أولًا، تكون رائحته ألذ من خبز السوق. ثانيًا، لا تكلف صناعته مالًا كثيرًا. ثالثًا، يتعلم الأطفال منه الصبر والعمل.',
    '这座城市很受欢迎。首先，这里的天气一年都很好。其次，这里的房子很便宜。最后，学校离公园很近。',
  ])('become no ordering item: %s', (text) => {
    expect(itemsOf(text)).toEqual([]);
  });
});

describe('years before Christ or of the Hijra', () => {
  it.each([
    'In 1279 BC Ramesses the Second became the ruler of all Egypt. In 1550 BC King Ahmose drove the Hyksos out of the land. In 1353 BC Akhenaten asked his whole people to pray to one god.',
    'En 1350 av. J.-C., le roi Akhenaton impose le culte du soleil. En 1250 av. J.-C., Ramsès construit deux temples dans la montagne. En 1500 av. J.-C., les reines sont enterrées dans une vallée.',
    'في عام 1279 قبل الميلاد تولى رمسيس الثاني حكم البلاد. في عام 1550 قبل الميلاد طرد أحمس الهكسوس من أرض مصر. في عام 1353 قبل الميلاد دعا أخناتون إلى عبادة إله واحد.',
    'في عام 1250 هجرية بنيت مدرسة كبيرة في وسط المدينة. في عام 1300 هجرية حفر الأهالي بئرا عميقة. في عام 1343 هجرية وصل القطار إلى المحطة الجديدة.',
  ])('order no events: %s', (text) => {
    expect(itemsOf(text)).toEqual([]);
  });

  it('prove no order to the judge of an item by any writer', () => {
    const sentences = [
      'In 1279 BC Ramesses the Second became the ruler of all Egypt.',
      'In 1353 BC Akhenaten asked his whole people to pray to one god.',
      'In 1550 BC King Ahmose drove the Hyksos out of the land.',
    ];
    const page = aPage(sentences.join(' '));
    const item = {
      type: 'ordering' as const,
      stem: 'Put these events of ancient Egypt in order, the earliest first.',
      points: 2,
      ...orderedOptionsOf(sentences.map((sentence) => sentence.slice('In 1279 BC '.length, -1))),
      confusable: [],
      source: {
        documentId: page.documentId,
        pageNumber: page.pageNumber,
        pageLabel: page.pageLabel,
        span: { start: 0, end: page.text.length },
        quote: page.text,
      },
    };
    expect(createItemJudge({ pages: readPages([page]) })(item, [])).toContain('key-unsupported');
  });
});
