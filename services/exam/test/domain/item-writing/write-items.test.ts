import { randomUUID } from 'node:crypto';
import { itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { describe, expect, it } from '@jest/globals';
import { askedTermsOf } from '../../../src/domain/item-writing/drafts/asked-terms.ts';
import type { ItemDraft, ItemType, SourcePage } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { lintItem } from '../../../src/domain/item-writing/gates/lint-item.ts';
import { identifyLanguage } from '../../../src/domain/item-writing/languages/material-language.ts';
import { findDefinitions } from '../../../src/domain/item-writing/reading/find-definitions.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import { writeItems } from '../../../src/domain/item-writing/write-items.ts';
import { aBook, aPage } from '../../builders.ts';
import { sentencesOf } from '../../defining-sentences.ts';

const write = (pages: readonly SourcePage[], types: readonly ItemType[] = itemTypes, itemCount = 20) =>
  writeItems({ pages: readPages(pages), itemCount, types, seed: 'seed' }).items;

const book = aBook('00000000-0000-4000-8000-0000000000d1');
const meanings = new Map(findDefinitions(readPages(book)).map(({ term, meaning }) => [term, meaning]));
const pairsOf = (item: ItemDraft) =>
  (item.options ?? []).map(({ optionId, text }) => {
    const [term = '', meaning = ''] = text.split(/: (.*)/s);
    return { optionId, isRight: meanings.get(term) === meaning };
  });

describe('writeItems', () => {
  it('writeItems quotes each page verbatim, writes no flaw, and uses each place once', () => {
    const items = write(book);
    expect(items.length).toBeGreaterThanOrEqual(12);
    for (const { source, ...item } of items) {
      const page = book.find(({ pageNumber }) => pageNumber === source.pageNumber);
      expect(page?.text.slice(source.span.start, source.span.end)).toBe(source.quote);
      expect(source.pageLabel).toBe(page?.pageLabel);
      expect(lintItem({ source, ...item })).toEqual([]);
    }
    const places = items.map(({ source }) => `${source.pageNumber}/${source.span.start}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('writeItems gives equal items for equal requests, in the order of the book, and others for another seed', () => {
    const items = write(book);
    expect(write(book)).toEqual(items);
    const pages = items.map(({ source }) => source.pageNumber);
    expect(pages).toEqual(pages.toSorted((left, right) => left - right));
    const other = writeItems({
      pages: readPages(book),
      itemCount: 20,
      types: itemTypes,
      seed: 'other',
    }).items;
    expect(other.map(({ stem }) => stem)).not.toEqual(items.map(({ stem }) => stem));
  });

  it('writeItems spreads the items over the chapters', () => {
    const items = write(book, ['single_choice'], 3);
    expect(new Set(items.map(({ source }) => source.pageNumber)).size).toBe(3);
  });
});

describe('writeItems for single_choice', () => {
  it('writeItems gives a single_choice item four terms in alphabetical order, of which one is correct', () => {
    for (const item of write(book, ['single_choice'])) {
      const texts = item.options?.map(({ text }) => text) ?? [];
      expect(texts).toHaveLength(4);
      expect(texts).toEqual(texts.toSorted());
      const fitting = texts.filter((term) => item.stem.includes(`“${meanings.get(term)}”`));
      expect(fitting).toEqual([item.options?.find(({ optionId }) => optionId === item.key)?.text]);
    }
  });
});

describe('writeItems for multiple_choice', () => {
  it('writeItems makes exactly the pairs of the book the key of a multiple_choice item', () => {
    const items = write(book, ['multiple_choice']);
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      const right = pairsOf(item).filter(({ isRight }) => isRight);
      expect(item.key).toEqual(right.map(({ optionId }) => optionId));
      expect([2, 3]).toContain(right.length);
    }
  });
});

describe('writeItems for stems', () => {
  it('writeItems gives no two items of an exam the same stem, whatever types it writes', () => {
    const others = aBook('00000000-0000-4000-8000-0000000000d2');
    for (const types of [itemTypes, ...itemTypes.map((type) => [type])])
      for (const pages of [book, [...book, ...others]]) {
        const stems = write(pages, types, 50).map(({ stem }) => stem.toLowerCase());
        expect(new Set(stems).size).toBe(stems.length);
      }
    const choices = write(book, ['multiple_choice'], 50);
    expect(choices.length).toBeGreaterThan(1);
    for (const { stem, options = [] } of choices) {
      expect(stem).toContain('Which of these terms are paired with the correct meaning?');
      for (const { text } of options) expect(stem).toContain(`“${text.split(':')[0]}”`);
    }
  });
});

describe('writeItems for true_false', () => {
  it('writeItems makes half of the true_false statements false, and the others agree with the book', () => {
    const items = write(book, ['true_false'], 8);
    for (const item of items) {
      const [, term = '', meaning = ''] = /^The term “(.+?)” means “(.+)”\.$/.exec(item.stem) ?? [];
      expect(item.key).toBe(meanings.get(term) === meaning);
    }
    const truths = items.filter(({ key }) => key === true).length;
    expect(Math.abs(truths - (items.length - truths))).toBeLessThanOrEqual(1);
  });
});

describe('writeItems for cloze', () => {
  it('writeItems gives a cloze stem one blank of a fixed length, without the answer and its article', () => {
    for (const item of write(book, ['cloze'])) {
      expect(item.stem.match(/_+/g)).toEqual(['_____']);
      expect(item.stem).not.toMatch(/\ban? _/i);
      expect(item.stem.toLowerCase()).not.toContain(String(item.key).toLowerCase());
      expect(item.source.quote.toLowerCase()).toContain(String(item.key).toLowerCase());
    }
  });

  it('writeItems writes no cloze item when another sentence fits the stem with another word', () => {
    const twins = aPage(
      'A cirrus is a cloud that stands high above the quiet valley in summer. A stratus is a cloud that stands high above the quiet valley in winter.',
    );
    expect(write([twins], ['cloze'])).toEqual([]);
  });

  it('writeItems asks for names, years and rare nouns when the material defines no term', () => {
    const history = aPage(
      'Soon after the landing the settlers reached the plains of Transylvania with their herds. The first railway through the mountains was opened in 1869 after years of work.',
    );
    const items = write([history], ['cloze']);
    expect(items.map(({ key }) => key).toSorted()).toEqual(['1869', 'Transylvania']);
  });
});

describe('writeItems in other languages', () => {
  it.each(Object.entries(sentencesOf))(
    'writeItems asks only for defined terms in the language %s',
    (_, { defining, others }) => {
      const text = [...defining.map(([sentence]) => sentence), ...others].join(' ');
      const terms = new Set<unknown>(defining.map(([, term]) => term));
      const clozes = write([aPage(text)], ['cloze'], 50);
      expect(clozes.length).toBeGreaterThanOrEqual(4);
      for (const { stem, key, source } of clozes) {
        expect(terms).toContain(key);
        expect(source.quote.toLowerCase()).toBe(stem.replace('_____', String(key)).toLowerCase());
      }
      for (const type of ['true_false', 'short_answer'] as const)
        expect(write([aPage(text)], [type], 50).length).toBeGreaterThan(0);
    },
  );

  it.each([
    [
      'German nouns',
      'Die Straßen der Städte versiegeln den Boden und das Wasser fließt in die Kanäle. Im Herbst ziehen die Vögel über das Gebirge in den Süden.',
    ],
    [
      'French names',
      'La crue de la Seine à Paris dura quarante-cinq jours en janvier et les habitants quittèrent la ville. Le réchauffement a commencé en 1850 dans la région.',
    ],
  ])('writeItems writes no item for a text without definitions: %s', (_, text) => {
    expect(write([aPage(text)], itemTypes, 50)).toEqual([]);
  });

  it.each(
    Object.entries({
      ar: /المصطلح/u,
      de: /Begriff/u,
      es: /término/u,
      fr: /terme/u,
      hi: /शब्द/u,
      pt: /termo/u,
      zh: /术语|術語/u,
    }),
  )('writeItems writes the stems of every type in the language %s, without a flaw', (language, word) => {
    const text = sentencesOf[language]?.defining.map(([sentence]) => sentence).join(' ') ?? '';
    for (const type of ['true_false', 'short_answer', 'single_choice', 'multiple_choice'] as const) {
      const items = write([aPage(text)], [type], 50);
      expect([type, items.length > 0]).toEqual([type, true]);
      for (const item of items) {
        expect(item.stem).toMatch(word);
        expect(item.stem).not.toMatch(/\b(?:the|term|means|which)\b/i);
        expect(askedTermsOf(item).length).toBeGreaterThan(0);
        expect(lintItem(item)).toEqual([]);
      }
    }
  });

  it('writeItems never mixes two languages in an item, whatever books it is given', () => {
    const text = sentencesOf.de?.defining.map(([sentence]) => sentence).join(' ') ?? '';
    const german = new Set(sentencesOf.de?.defining.map(([, term]) => term.toLowerCase()));
    const pages = [...aBook(randomUUID()), aPage(text, { documentId: randomUUID() })];
    const english = new Set([...meanings.keys()].map((term) => term.toLowerCase()));
    const items = write(pages, ['single_choice', 'multiple_choice', 'matching', 'true_false'], 50);
    const languages = items.map(({ stem, options = [], prompts = [] }) => {
      const isGerman = /Begriff/u.test(stem);
      for (const { text: shown } of prompts.length > 0 ? prompts : options)
        expect([...(isGerman ? german : english)]).toContain(shown.split(': ')[0]?.toLowerCase());
      return isGerman;
    });
    expect(new Set(languages)).toEqual(new Set([true, false]));
  });

  it('writeItems asks for a number in the words of the book’s language, and not in a language without stems', () => {
    const german = 'Der Fluss Mur ist auf seinem Weg durch das Land insgesamt 453 Kilometer lang.';
    const further = 'Die Verdunstung ist der Übergang von flüssigem Wasser in Wasserdampf.';
    const [item] = write([aPage(`${german} ${further}`)], ['numeric'], 5);
    expect(item?.stem).toMatch(/^Welche Zahl mit ihrer Einheit fehlt\? „.*_____.*“$/u);
    const italian =
      'Il fiume più lungo di questo paese è il Po, che nel suo corso verso il mare misura circa 652 chilometri. La pianura che il fiume attraversa è una delle più grandi di tutto il continente.';
    expect(write([aPage(italian)], ['numeric'], 5)).toEqual([]);
  });

  it('writeItems reads each page of a document in its own language when the page is long enough', () => {
    const documentId = randomUUID();
    const german = sentencesOf.de?.defining.map(([sentence]) => sentence).join(' ') ?? '';
    const pages = [...aBook(documentId), aPage(german, { documentId, pageNumber: 6 })];
    const terms = findDefinitions(readPages(pages)).map(({ term }) => term);
    expect(terms).toEqual(expect.arrayContaining(['delta', 'Gletscher', 'relative Luftfeuchtigkeit']));
  });
});

describe('identifyLanguage', () => {
  it.each([
    ['th', 'การควบแน่นคือกระบวนการที่ไอน้ำเย็นตัวลงแล้วกลายเป็นน้ำ'],
    [
      'nl',
      'Verdamping is de overgang van vloeibaar water naar waterdamp. Een gletsjer is een grote massa ijs die langzaam naar beneden stroomt.',
    ],
    [
      'pl',
      'Lodowiec to wielka masa lodu, która powoli spływa w dół. Rosa to woda, która osadza się w nocy na trawie. Rzeka wpada do morza.',
    ],
    [
      'it',
      'L’evaporazione è il passaggio di un liquido allo stato di vapore. Un ghiacciaio è una grande massa di ghiaccio che scorre nella valle.',
    ],
    [
      'sv',
      'En glaciär är en stor massa av is som rör sig långsamt. Dagg är vatten som bildas på gräset under natten och det är vanligt i maj.',
    ],
    [
      'ru',
      'Ледник — это большая масса льда, которая медленно движется по земле. Роса — это вода, которая появляется на траве и на листьях.',
    ],
    ['ja', '蒸発とは、液体が気体に変わることである。氷河は、ゆっくりと動く大きな氷のかたまりである。'],
    [
      'fa',
      'یخچال توده بزرگی از یخ است که به آرامی حرکت می کند و در کوه ها دیده می شود. این آب برای زمین است.',
    ],
    ['mr', 'हिमनदी हा बर्फाचा मोठा तुकडा आहे आणि तो हळूहळू सरकतो. ते पाणी आहे असे नाही.'],
    ['he', 'עיבוי הוא הפיכת אדי מים לנוזל כאשר האוויר מתקרר.'],
    ['und', 'Ezuz amuv opil ketar, nolum erip astov. '.repeat(8)],
    [undefined, 'Yes. No. 12 + 30 = 42'],
  ])('identifyLanguage names %s', (language, text) => {
    expect(identifyLanguage(text)).toBe(language);
  });
});

describe('writeItems for terms with the same meaning', () => {
  it('writeItems writes no item about two terms that the book explains in the same words', () => {
    const page = aPage(
      'An acorn is a hard fruit that falls in autumn. A chestnut is a hard fruit that falls in autumn. A fern is a plant that grows without any flower.',
    );
    const items = write([page], ['short_answer']);
    expect(items.map(({ stem }) => stem)).toEqual(['What does the term “fern” mean?']);
  });
});

describe('writeItems for two documents', () => {
  it('writeItems asks for each term once when two documents define the same terms', () => {
    const items = write([...book, ...aBook('00000000-0000-4000-8000-0000000000d2')], ['short_answer'], 50);
    const stems = items.map(({ stem }) => stem);
    expect(stems.length).toBeGreaterThan(15);
    expect(new Set(stems).size).toBe(stems.length);
  });
});

describe('writeItems for hostile material', () => {
  it.each([
    ['nothing', ''],
    ['one endless word', 'a'.repeat(100_000)],
    ['one endless line of entries', 'a: b. '.repeat(20_000)],
    ['brackets', '('.repeat(50_000)],
    ['a sentence without end', `A delta is a ${'fan of '.repeat(20_000)}`],
    ['control characters', '\u0000\u202e\u200b A \u0007 delta is a fan that \u0000 grows.'],
  ])('writeItems reads hostile material to its end and quotes only its text: %s', (_, text) => {
    for (const { source } of write([aPage(text)])) expect(text).toContain(source.quote);
  });
});
