import { describe, expect, it } from '@jest/globals';
import type { ItemDraft } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { createItemJudge } from '../../../src/domain/item-writing/gates/judge-item.ts';
import { lintItem } from '../../../src/domain/item-writing/gates/lint-item.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import { orderedTextsOf } from '../../../src/domain/item-writing/sequences/ordered-options.ts';
import { writeExamItems } from '../../../src/domain/item-writing/write-exam-items.ts';
import { writeItems } from '../../../src/domain/item-writing/write-items.ts';
import { aPage } from '../../builders.ts';

type Expected = { readonly text: string; readonly stem: string; readonly texts: readonly string[] };

const lists: Readonly<Record<string, Expected>> = {
  de: {
    text: `Regen messen

Der Regen wird an jeder Station des Landes auf die gleiche Weise gemessen. Zum Leeren des Messgeräts dienen diese Schritte:

1. Nimm den Trichter von der Kanne ab. Verschütte dabei kein Wasser.

2. Gieße das Wasser in das Messglas.

3. Lies die Zahl am unteren Rand der Wölbung ab; halte das Glas gerade.`,
    stem: 'Bringe diese Schritte in die richtige Reihenfolge. „Zum Leeren des Messgeräts dienen diese Schritte“',
    texts: [
      'Nimm den Trichter von der Kanne ab',
      'Gieße das Wasser in das Messglas',
      'Lies die Zahl am unteren Rand der Wölbung ab',
    ],
  },
  fr: {
    text: `Mesurer la pluie

La pluie est mesurée de la même façon dans toutes les stations du pays. Pour vider l’appareil, on suit ces étapes :

1. Retirez l’entonnoir du récipient. Ne renversez pas d’eau.

2. Versez l’eau dans le verre gradué.

3. Lisez le nombre au bas de la courbe.`,
    stem: 'Mettez ces étapes dans le bon ordre. «\u00a0Pour vider l’appareil, on suit ces étapes\u00a0»',
    texts: [
      'Retirez l’entonnoir du récipient',
      'Versez l’eau dans le verre gradué',
      'Lisez le nombre au bas de la courbe',
    ],
  },
  es: {
    text: `Medir la lluvia

La lluvia se mide de la misma manera en todas las estaciones del país. Para vaciar el aparato se siguen estos pasos:

1. Quita el embudo del recipiente. No derrames el agua.

2. Vierte el agua en el vaso graduado.

3. Lee el número en el borde inferior de la curva.`,
    stem: 'Pon estos pasos en el orden correcto. «Para vaciar el aparato se siguen estos pasos»',
    texts: [
      'Quita el embudo del recipiente',
      'Vierte el agua en el vaso graduado',
      'Lee el número en el borde inferior de la curva',
    ],
  },
  hi: {
    text: `वर्षा मापना

देश के हर केंद्र में वर्षा एक ही तरह से मापी जाती है। मापक को खाली करने के लिए ये चरण हैं:

1. कीप को बाहरी डिब्बे से उठाइए। पानी मत गिराइए।

2. पानी को मापने के गिलास में डालिए।

3. गिलास पर लिखा अंक पढ़िए।`,
    stem: 'इन चरणों को सही क्रम में लगाइए। “मापक को खाली करने के लिए ये चरण हैं”',
    texts: ['कीप को बाहरी डिब्बे से उठाइए', 'पानी को मापने के गिलास में डालिए', 'गिलास पर लिखा अंक पढ़िए'],
  },
  ar: {
    text: `قياس المطر

يقاس المطر في كل محطة من محطات البلاد بالطريقة نفسها. لتفريغ المقياس تتبع هذه الخطوات:

1. ارفع القمع عن الوعاء الخارجي. لا تسكب الماء.

2. صب الماء في الكأس المدرج.

3. اقرأ الرقم عند أسفل السطح المنحني.`,
    stem: 'رتّب هذه الخطوات ترتيبا صحيحا. «لتفريغ المقياس تتبع هذه الخطوات»',
    texts: ['ارفع القمع عن الوعاء الخارجي', 'صب الماء في الكأس المدرج', 'اقرأ الرقم عند أسفل السطح المنحني'],
  },
  zh: {
    text: `测量雨量

全国每个气象站都用同样的方法测量雨量。清空雨量计的步骤如下：

1. 把漏斗从外筒上取下。不要把水洒出来。

2. 把水倒进量杯里。

3. 在液面最低处读出刻度；保持量杯直立。`,
    stem: '请按正确的顺序排列这些步骤。“清空雨量计的步骤如下”',
    texts: ['把漏斗从外筒上取下', '把水倒进量杯里', '在液面最低处读出刻度'],
  },
};

const told: Readonly<Record<string, Expected>> = {
  fr: {
    text: `Le cycle de l’eau

D’abord, le soleil chauffe la surface de la mer. Ensuite, la vapeur d’eau monte dans l’air. Puis la vapeur se condense sur de petits grains de poussière. Enfin, les gouttes tombent sur les collines.`,
    stem: 'Mettez ces étapes dans le bon ordre. «\u00a0Chapter\u00a0»',
    texts: [
      'le soleil chauffe la surface de la mer',
      'la vapeur d’eau monte dans l’air',
      'la vapeur se condense sur de petits grains de poussière',
      'les gouttes tombent sur les collines',
    ],
  },
  es: {
    text: `El ciclo del agua

Primero, el sol calienta la superficie del mar. Luego el vapor de agua sube por el aire. Después el vapor se condensa en granos de polvo. Por último, las gotas caen sobre las colinas.`,
    stem: 'Pon estos pasos en el orden correcto. «Chapter»',
    texts: [
      'el sol calienta la superficie del mar',
      'el vapor de agua sube por el aire',
      'el vapor se condensa en granos de polvo',
      'las gotas caen sobre las colinas',
    ],
  },
  hi: {
    text: `जल चक्र

सबसे पहले सूर्य समुद्र की सतह को गरम करता है। फिर जलवाष्प हवा में ऊपर उठती है। इसके बाद भाप धूल के छोटे कणों पर जमती है। अंत में बूँदें पहाड़ियों पर गिरती हैं।`,
    stem: 'इन चरणों को सही क्रम में लगाइए। “Chapter”',
    texts: [
      'सूर्य समुद्र की सतह को गरम करता है',
      'जलवाष्प हवा में ऊपर उठती है',
      'भाप धूल के छोटे कणों पर जमती है',
      'बूँदें पहाड़ियों पर गिरती हैं',
    ],
  },
  ar: {
    text: `دورة الماء

أولًا، تسخن الشمس سطح البحر الواسع. ثم يصعد بخار الماء في الهواء. بعد ذلك يتكاثف البخار على حبيبات الغبار. وأخيرًا تسقط القطرات على التلال.`,
    stem: 'رتّب هذه الخطوات ترتيبا صحيحا. «Chapter»',
    texts: [
      'تسخن الشمس سطح البحر الواسع',
      'يصعد بخار الماء في الهواء',
      'يتكاثف البخار على حبيبات الغبار',
      'تسقط القطرات على التلال',
    ],
  },
  zh: {
    text: `水的循环

首先，太阳使海面的水变暖。然后，水蒸气升到空中。接着，水蒸气在灰尘上凝结。最后，水滴落到山上。`,
    stem: '请按正确的顺序排列这些步骤。“Chapter”',
    texts: ['太阳使海面的水变暖', '水蒸气升到空中', '水蒸气在灰尘上凝结', '水滴落到山上'],
  },
};

const events: Readonly<Record<string, Expected>> = {
  de: {
    text: `Das Barometer

Lucien Vidi baute ein kleines Barometer ohne Flüssigkeit im Jahr 1844. Evangelista Torricelli füllte ein langes Glasrohr mit Quecksilber im Jahr 1643. Florin Périer trug ein solches Rohr auf einen hohen Berg im Jahr 1648.`,
    stem: 'Ordne diese Ereignisse nach der Zeit, das früheste zuerst. „Chapter“',
    texts: ['Evangelista', 'Florin', 'Lucien'],
  },
  fr: {
    text: `Le baromètre

En 1844, Lucien Vidi construit un petit baromètre sans aucun liquide. Evangelista Torricelli remplit un long tube de verre avec du mercure en 1643. En 1648, Florin Périer porte un tube semblable sur une haute montagne.`,
    stem: 'Classez ces événements dans l’ordre, du plus ancien au plus récent. «\u00a0Chapter\u00a0»',
    texts: ['Evangelista', 'Florin', 'Lucien'],
  },
  es: {
    text: `El barómetro

La historia de los aparatos que miden el peso del aire es larga. En 1844, Lucien Vidi construyó un pequeño barómetro sin líquido. Evangelista Torricelli llenó un largo tubo de vidrio con mercurio en 1643. En 1648, Florin Périer llevó un tubo semejante a una alta montaña.`,
    stem: 'Ordena estos acontecimientos, del más antiguo al más reciente. «Chapter»',
    texts: ['Evangelista', 'Florin', 'Lucien'],
  },
  hi: {
    text: `वायुदाबमापी

सन् 1844 में लुसियन विदी ने बिना द्रव का छोटा वायुदाबमापी बनाया। सन् 1643 में टोरिसेली ने काँच की लंबी नली में पारा भरा। सन् १६४८ में पेरिये ऐसी ही नली लेकर एक ऊँचे पहाड़ पर चढ़े।`,
    stem: 'इन घटनाओं को समय के क्रम में लगाइए, सबसे पुरानी घटना पहले। “Chapter”',
    texts: ['टोरिसेली', 'पेरिये', 'लुसियन'],
  },
  ar: {
    text: `مقياس الضغط

في عام 1844 صنع لوسيان فيدي مقياسا صغيرا من دون سائل. في عام 1643 ملأ توريتشيلي أنبوبا طويلا من الزجاج بالزئبق. في عام ١٦٤٨ حمل بيرييه أنبوبا مثله إلى جبل عال.`,
    stem: 'رتّب هذه الأحداث من الأقدم إلى الأحدث. «Chapter»',
    texts: ['ملأ', 'حمل', 'صنع'],
  },
  zh: {
    text: `气压计

1844年，维迪制造了一种没有液体的小型气压计。1643年，托里拆利把水银装进一根很长的玻璃管。1648年，佩里耶带着同样的管子登上一座高山。`,
    stem: '请按时间顺序排列这些事件，最早的在前。“Chapter”',
    texts: ['托里拆利', '佩里耶', '维迪'],
  },
};

const write = (text: string) =>
  writeItems({ pages: readPages([aPage(text)]), itemCount: 5, types: ['ordering'], seed: 's' });
const written = (text: string): ItemDraft => {
  const { items, rejected } = write(text);
  expect(rejected).toEqual({});
  expect(items).toHaveLength(1);
  return items[0] as ItemDraft;
};
const expectSound = (item: ItemDraft, text: string): void => {
  expect(lintItem(item)).toEqual([]);
  expect(text).toContain(item.source.quote);
};

describe('an ordering item', () => {
  it.each(Object.keys(lists))(
    'has the stem of the language %s and the steps of a numbered list',
    (language) => {
      const { text, stem, texts } = lists[language] as Expected;
      const item = written(text);
      expect([item.stem, orderedTextsOf(item)]).toEqual([stem, texts]);
      expectSound(item, text);
    },
  );

  it.each(Object.keys(told))(
    'has the stem of the language %s and told steps without their words',
    (language) => {
      const { text, stem, texts } = told[language] as Expected;
      const item = written(text);
      expect([item.stem, orderedTextsOf(item)]).toEqual([stem, texts]);
      expectSound(item, text);
    },
  );

  it.each(Object.keys(events))(
    'has the stem of the language %s and events without their years',
    (language) => {
      const { text, stem, texts } = events[language] as Expected;
      const item = written(text);
      expect(item.stem).toBe(stem);
      const ordered = orderedTextsOf(item);
      expect(ordered.map((event, at) => event.startsWith(texts[at] ?? '?'))).toEqual([true, true, true]);
      for (const event of ordered) expect(event).not.toMatch(/\p{Nd}/u);
      expectSound(item, text);
    },
  );

  it('has the traditional characters of its Chinese page, also without a heading', () => {
    const text = (told.zh as Expected).text
      .replaceAll('阳', '陽')
      .replaceAll('变', '變')
      .replaceAll('气', '氣')
      .replaceAll('后', '後');
    const page = { ...aPage(text), headings: [] };
    const { items } = writeItems({ pages: readPages([page]), itemCount: 1, types: ['ordering'], seed: 's' });
    expect(items[0]?.stem).toBe('請按正確的順序排列這些步驟。');
  });

  it('is rejected in another language than its page', () => {
    const { text } = told.es as Expected;
    const page = aPage(text);
    const pages = readPages([page]);
    const [item] = writeItems({ pages, itemCount: 1, types: ['ordering'], seed: 's' }).items;
    const stem =
      'Put the steps that lead from the sea to the rain on the hills in the order in which they are told.';
    const judge = createItemJudge({ pages });
    expect(judge(item as ItemDraft, [])).toEqual([]);
    expect(judge({ ...(item as ItemDraft), stem }, [])).toContain('wrong-language');
  });

  it('is not written from a language without stems, and the reason names the language', () => {
    const text = `Misurare la pioggia

La pioggia si misura nello stesso modo in ogni stazione del paese. Per svuotare lo strumento si seguono questi passi:

1. Togli l’imbuto dal recipiente esterno.

2. Versa l’acqua nel bicchiere graduato.

3. Leggi il numero sul bordo inferiore della curva che l’acqua fa nel bicchiere della stazione.`;
    const page = aPage(text);
    const materials = [{ documentId: page.documentId, title: 'Pioggia', pages: [page] }];
    const { cells, unsupported } = writeExamItems({ materials, cells: [{ count: 1, types: ['ordering'] }] });
    expect(cells[0]?.items).toEqual([]);
    expect(unsupported).toContain('The documents are in Italian.');
  });
});
