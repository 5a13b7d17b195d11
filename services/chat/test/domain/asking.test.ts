import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { framedQuestions, isAnswered, tunedQuestions, unseenQuestions } from '../../bench/frames.ts';
import { askOwnQuestions, tallyOf } from '../../bench/questions.ts';
import { askInSession, facts, measureSessions } from '../../bench/sessions.ts';
import { bareQuestion } from '../../src/domain/evidence/bare-question.ts';
import { leansOnEarlier } from '../../src/domain/evidence/leans-on-earlier.ts';
import { questionKind } from '../../src/domain/evidence/question-kind.ts';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { requestOf } from '../../src/domain/requests/request-kind.ts';
import { answerFromMaterial } from '../../src/domain/tutoring/answer-from-material.ts';
import type { Turn } from '../../src/domain/tutoring/ports.ts';
import { greetedLanguageOf } from '../../src/domain/wording/courtesies.ts';
import {
  filled,
  textsForCourtesy,
  tutorTexts,
  writtenLanguageOf,
} from '../../src/domain/wording/texts-for.ts';
import { aPassage } from '../builders.ts';

const of = (...texts: string[]) =>
  texts.map((text, at) => aPassage({ text, chunkId: `chunk-${at}`, title: '', headingPath: [] }));

describe('asking is free', () => {
  it('at least 98 % of the framed questions get the answer of the bare question, in every language', () => {
    const refused = framedQuestions().filter((framed) => !isAnswered(framed));
    expect(refused.length / framedQuestions().length).toBeLessThanOrEqual(0.02);
    const perLanguage = new Map<string, number>();
    for (const { language } of refused) perLanguage.set(language, (perLanguage.get(language) ?? 0) + 1);
    expect([...perLanguage.values()].every((count) => count <= 2)).toBe(true);
  });

  it('at least 85 % of the frames of another author, on which no rule is tuned, get the answer as well', () => {
    const unseen = unseenQuestions();
    expect(unseen).toHaveLength(528);
    expect(unseen.filter(isAnswered).length / unseen.length).toBeGreaterThanOrEqual(0.85);
  });

  // A quarter of the further frames; `npm run bench answers` measures all.
  it('at least 99 % of the further frames get the answer of the bare question, in every language', () => {
    const sample = tunedQuestions().filter((_, at) => at % 4 === 0);
    const refused = sample.filter((framed) => !isAnswered(framed));
    expect(sample.length).toBeGreaterThan(1_000);
    expect(refused.length / sample.length).toBeLessThanOrEqual(0.01);
    const perLanguage = new Map<string, number>();
    for (const { language } of refused) perLanguage.set(language, (perLanguage.get(language) ?? 0) + 1);
    expect([...perLanguage.values()].every((count) => count <= 2)).toBe(true);
  });

  it.each([
    ['Podaj definicję lodowca', 'Lodowiec to wielka masa lodu, która powoli się przesuwa.'],
    ['Czym są lodowce?', 'Lodowiec to wielka masa lodu, która powoli się przesuwa.'],
    ['Co wiesz o parowaniu?', 'Parowanie to zmiana cieczy w gaz na jej powierzchni.'],
    ['Что такое ледники?', 'Ледник — это большая масса льда, которая медленно движется.'],
    ['Дай определение песка', 'Песок — это мелкие зёрна камня, которые носит ветер.'],
    ['Дай визначення льодовика', 'Льодовик — це велика маса льоду, яка повільно рухається.'],
    ['Was sind Flüsse?', 'Ein Fluss ist ein Gewässer, das in einem Bett talwärts fließt.'],
    ['Was sind Häuser?', 'Ein Haus ist ein Gebäude, in dem Menschen wohnen.'],
    ['Καλημέρα, τι είναι ο παγετώνας παρακαλώ; Ευχαριστώ.', 'Ο παγετώνας είναι μια μεγάλη μάζα πάγου.'],
    ['Σύμφωνα με το βιβλίο, τι είναι ο παγετώνας;', 'Ο παγετώνας είναι μια μεγάλη μάζα πάγου.'],
    ['Τι είναι ο παγετώνας με απλά λόγια;', 'Ο παγετώνας είναι μια μεγάλη μάζα πάγου.'],
    ['تبخیر کی تعریف کریں', 'تبخیر وہ عمل ہے جس میں مائع گیس میں بدلتا ہے۔'],
  ])('the question %s is answered by %s', (question, sentence) => {
    const support = selectSupport(bareQuestion(question), of(sentence, 'Der Wald. Река течёт. Wieczór.'));
    expect(support.quotes[0]?.quote).toBe(sentence);
  });

  it.each([
    'What is the basic principle of a glacier in Canada?',
    'On Mars, what is a glacier?',
    'What is a rhubarb glacier?',
    'Why does it matter what a glacier is?',
    'What does krummholz mean in glacier research?',
    '火星的冰川是什么？',
  ])('the question %s asks for more than its known word, so it is declined', (question) => {
    const passages = of(
      'A glacier is a large mass of ice that moves slowly over land.',
      '冰川是在陆地上缓慢移动的巨大冰体。',
    );
    expect(selectSupport(bareQuestion(question), passages).supported).toBe(false);
  });

  it.each([
    ['What happens when water boils?', 'other'],
    ['When water boils, what rises from it?', 'other'],
    ['When was the bridge opened?', 'time'],
    ['In which year did the war end?', 'time'],
    ['Hello, please tell me when the bridge was opened', 'time'],
    ['How many legs has an insect?', 'number'],
    ['Who wrote Hamlet?', 'person'],
    ['What is the name of the man who wrote Hamlet and many other plays?', 'other'],
    ['Was passiert, wenn Wasser kocht?', 'other'],
    ['What happens, when water boils?', 'other'],
    ['Co się dzieje, kiedy woda wrze?', 'other'],
    ['Что происходит, когда вода кипит?', 'other'],
    ['Когда вода кипит, что происходит?', 'other'],
    ['Kiedy skończyła się wojna?', 'time'],
    ['Wann endete der Krieg?', 'time'],
    ['¿Cuando termino la guerra?', 'time'],
    ['Quand l’eau bout, que se passe-t-il ?', 'other'],
    ['युद्ध कब समाप्त हुआ?', 'time'],
    ['glacier', 'definition'],
  ])('the kind of %s is %s', (question, kind) => {
    expect(questionKind(question)).toBe(kind);
  });
});

describe('courtesy is left out only where it does not change the question', () => {
  const text =
    'A body is all of the parts of an animal. A language is a set of signs for talking. Temperature is how hot a thing is.';

  it.each([
    ['Sir, can you help me understand temperature?', 'Temperature is how hot a thing is.'],
    ['Esteemed colleague, what is temperature?', 'Temperature is how hot a thing is.'],
    ['I keep forgetting what temperature is', 'Temperature is how hot a thing is.'],
    ['Hello, what is a language?', 'A language is a set of signs for talking.'],
  ])('%s is answered', (question, expected) => {
    expect(selectSupport(bareQuestion(question), of(text)).quotes[0]?.quote).toBe(expected);
  });

  const glacier = 'A glacier is a large mass of ice that moves slowly over land.';
  const verdunstung = 'Die Verdunstung ist der Übergang von flüssigem Wasser in Wasserdampf.';
  const evaporacion = 'La evaporación es el paso de un líquido al estado de gas.';

  it.each([
    [
      'a circumstance with a noun of the school',
      'In the annexe of our workbook, what is a glacier?',
      glacier,
    ],
    ['a source', 'According to the museum brochure, what is a glacier?', glacier],
    ['a reason after the question', 'Tell me what a glacier is because my brother was ill.', glacier],
    ['a reason before the question', 'Da morgen der Bus früher fährt: Was ist Verdunstung?', verdunstung],
    ['a condition that names the sender', 'If you know, what is a glacier?', glacier],
    ['a clause about a person', 'My aunt, who studies medicine, asks what a glacier is.', glacier],
    ['a clause about who explains', 'As our guide explains it, what is a glacier?', glacier],
    ['a name beside a title', 'Our teacher Mrs Miller wants to know what a glacier is.', glacier],
    ['a colon behind any words', 'Vor dem Gong: Was ist Verdunstung?', verdunstung],
    ['a sentence about the answer', 'What is a glacier? Twenty words are enough.', glacier],
    ['a number of words', 'What is a glacier in 50 words?', glacier],
    ['a manner of answering', 'Explain what a glacier is as if I were a plumber.', glacier],
    ['a past tense', 'What was a glacier again?', glacier],
    ['an adverb beside the subject', '¿Qué es la evaporación entonces?', evaporacion],
    ['a verb that asks to explain', 'Fasse Verdunstung bitte in einem Satz zusammen.', verdunstung],
    ['a question how to define', 'Wie würde ein Lexikon Verdunstung definieren?', verdunstung],
    ['a postposition', 'कठिन शब्दों के बिना वाष्पीकरण क्या है?', 'वाष्पीकरण वह प्रक्रिया है जिसमें द्रव गैस में बदलता है।'],
    [
      'an ending',
      'Kitabın arkasındaki sözlükte buzul nedir?',
      'Buzul, karada hareket eden bir buz kütlesidir.',
    ],
    [
      'a verb with a joining ending',
      '내일 시험이라서 그러는데 증발이 무엇인가요?',
      '증발은 액체가 기체로 변하는 현상이다.',
    ],
    ['a word with its preposition', 'ما هو التبخر بصورة عامة؟', 'التبخر هو تحول السائل إلى غاز عند سطحه.'],
    ['a person in a text without blanks', '代课老师问冰川是什么。', '冰川是在陆地上缓慢移动的巨大冰体。'],
  ])('%s belongs to the frame: %s', (_kind, question, expected) => {
    expect(selectSupport(bareQuestion(question), of(expected)).quotes[0]?.quote).toBe(expected);
  });

  it.each([
    ['In the Alps, what is a glacier?', glacier],
    ['What is a glacier in general relativity?', glacier],
    ['What is the rate of a glacier?', glacier],
    ['If Mars freezes, what is a glacier?', glacier],
    ['Was ist Verdunstung bei niedrigem Druck?', verdunstung],
    ['¿Qué es la evaporación solar?', evaporacion],
    ['मंगल पर वाष्पीकरण क्या है?', 'वाष्पीकरण वह प्रक्रिया है जिसमें द्रव गैस में बदलता है।'],
    ['किताब का वाष्पीकरण नाम क्या है?', 'वाष्पीकरण वह प्रक्रिया है जिसमें द्रव गैस में बदलता है।'],
    ['Türkiye’nin en büyük buzulu nedir?', 'Buzul, karada hareket eden bir buz kütlesidir.'],
    ['화성에서 증발이 무엇인가요?', '증발은 액체가 기체로 변하는 현상이다.'],
    ['课本的冰川的颜色是什么？', '冰川是在陆地上缓慢移动的巨大冰体。'],
  ])('%s has a condition or an attribute, so it is declined', (question, sentence) => {
    expect(selectSupport(bareQuestion(question), of(sentence)).supported).toBe(false);
  });

  it.each([
    'What is a school body?',
    'On Mars, what is the temperature?',
    'Why do I need temperature?',
    'What is the capital of temperature?',
    'Is Kim Smith right about what temperature is?',
  ])('%s is declined', (question) => {
    expect(selectSupport(bareQuestion(question), of(text)).supported).toBe(false);
  });
});

const factText = facts.join(' ');

describe('support is earned by the sentence itself', () => {
  it.each([
    ['Who discovered penicillin?', 'Alexander Fleming discovered penicillin.'],
    ['Who painted the Mona Lisa?', 'Leonardo painted the Mona Lisa.'],
    ['What pumps blood?', 'The heart pumps blood.'],
    ['How many legs do insects have?', 'Insects have six legs.'],
    ['When did World War Two end?', 'World War Two ended in 1945.'],
    ['Which is the longest river?', 'The longest river is the Nile.'],
  ])('%s is answered by its own short sentence', (question, expected) => {
    expect(selectSupport(question, of(factText)).quotes[0]?.quote).toBe(expected);
  });

  it.each([
    'Who discovered radium?',
    'How many legs do spiders have?',
    'Who painted the Last Supper?',
    'What is it?',
    'Is it dangerous?',
  ])('%s is declined', (question) => {
    expect(selectSupport(question, of(factText)).supported).toBe(false);
  });

  it.each([
    ['Was versiegelt die Strassen der Staedte?', 'Beton versiegelt die Straßen der Städte.'],
    ['Was sind Ueberschwemmungen?', 'Überschwemmungen treten auf, wenn Flüsse über die Ufer treten.'],
    ['Que ralentit la fraicheur de l’air ?', 'La fraîcheur de l’air ralentit l’évaporation.'],
    ['什麼是凝結？', '凝結是指水蒸氣冷卻後變成液態水的過程。'],
  ])('%s is answered whatever its spelling', (question, expected) => {
    expect(selectSupport(question, of(expected)).quotes[0]?.quote).toBe(expected);
  });
});

/** Words that stand in one sentence of a passage or in none, and sentences for them, in three scripts. */
const wordedTexts: Readonly<
  Record<
    string,
    {
      words: readonly string[];
      ask: (words: readonly string[]) => string;
      say: (words: readonly string[]) => string;
      /** Sentences that lean on the one before them. */
      leaning: readonly string[];
      joiner: string;
    }
  >
> = {
  English: {
    words: [
      'glacier',
      'harbour',
      'violin',
      'copper',
      'orchard',
      'lantern',
      'pepper',
      'tunnel',
      'camel',
      'quartz',
    ],
    ask: (words) => `What connects the ${words.join(' and the ')}?`,
    say: (words) => `The ${words.join(' near the ')} stood there for a century.`,
    leaning: ['It was built in 1874.', 'This is why many people like it.', 'They are very large.'],
    joiner: ' ',
  },
  German: {
    words: ['Gletscher', 'Hafen', 'Geige', 'Kupfer', 'Obstgarten', 'Laterne', 'Pfeffer', 'Tunnel', 'Kamel'],
    ask: (words) => `Was verbindet ${words.join(' und ')}?`,
    say: (words) => `Dort standen ${words.join(' neben ')} seit hundert Jahren.`,
    leaning: ['Es wurde 1874 gebaut.', 'Das gefällt vielen Leuten.', 'Sie sind sehr groß.'],
    joiner: ' ',
  },
  Hindi: {
    words: ['हिमनद', 'बंदरगाह', 'तांबा', 'बगीचा', 'लालटेन', 'मिर्च', 'सुरंग', 'ऊँट'],
    ask: (words) => `${words.join(' और ')} का संबंध क्या है?`,
    say: (words) => `यहाँ ${words.join(' के पास ')} सौ साल से है।`,
    leaning: ['यह 1874 में बना था।', 'वे बहुत बड़े हैं।'],
    joiner: ' ',
  },
};

describe('a supported quote shares a term with the question', () => {
  it.each(Object.keys(wordedTexts))(
    'in every passage of %s that also has a sentence with all terms',
    (language) => {
      const { words, ask, say, leaning, joiner } = wordedTexts[language] as (typeof wordedTexts)[string];
      const passages = fc.record({
        order: fc.shuffledSubarray([...words], { minLength: 6 }),
        asked: fc.integer({ min: 1, max: 3 }),
        fillers: fc.array(fc.oneof(fc.constantFrom(...leaning), fc.integer({ min: 3, max: 5 })), {
          maxLength: 6,
        }),
        place: fc.nat(6),
      });
      let supported = 0;
      fc.assert(
        fc.property(passages, ({ order, asked, fillers, place }) => {
          const terms = order.slice(0, asked);
          const sentences = fillers.map((filler) =>
            typeof filler === 'string' ? filler : say(order.slice(filler, filler + 2)),
          );
          sentences.splice(place, 0, say(terms));
          const { quotes } = selectSupport(ask(terms), of(sentences.join(joiner)));
          supported += quotes.length > 0 ? 1 : 0;
          for (const { quote } of quotes) expect(terms.some((term) => quote.includes(term))).toBe(true);
        }),
        { numRuns: 300 },
      );
      expect(supported).toBeGreaterThan(150);
    },
  );
});

describe('questions about the books of the project', () => {
  const outcomes = askOwnQuestions();
  const wrong = (kind: 'answered' | 'offTopic' | 'adversarial') =>
    outcomes.filter((outcome) => outcome.kind === kind && !outcome.isRight);

  it('are at least 180, in six languages and more', () => {
    expect(outcomes.length).toBeGreaterThanOrEqual(180);
    expect(new Set(outcomes.map(({ language }) => language)).size).toBeGreaterThanOrEqual(7);
  });

  it('are answered first by the right sentence in at least 93 % of the cases, and in every language', () => {
    const { right, all } = tallyOf(outcomes, 'answered');
    expect(right / all).toBeGreaterThanOrEqual(0.93);
    for (const { language } of outcomes) {
      const own = tallyOf(outcomes, 'answered', language);
      expect([language, own.all - own.right <= 3]).toEqual([language, true]);
    }
  });

  it('are declined when they are off topic, all but one', () => {
    expect(
      wrong('offTopic')
        .map(({ question }) => question)
        .slice(1),
    ).toEqual([]);
  });

  it('are declined in at least 60 % of the cases when the book has their words but not their answer', () => {
    const { right, all } = tallyOf(outcomes, 'adversarial');
    expect(right / all).toBeGreaterThanOrEqual(0.6);
  });
});

describe('leansOnEarlier reads the question alone', () => {
  it.each([
    ['And why?', 'nothing'],
    ['Why?', 'nothing'],
    ['Und warum?', 'nothing'],
    ['Et pourquoi ?', 'nothing'],
    ['What about the Nile?', 'instead'],
    ['And the Danube?', 'instead'],
    ['¿Y el Danubio?', 'instead'],
    ['Why is it dangerous?', 'pronoun'],
    ['Warum sind sie gefährlich?', 'pronoun'],
    ['它为什么危险？', 'pronoun'],
    ['What is osmosis?', undefined],
    ['Co to jest parowanie?', undefined],
    ['ما هو التبخر؟', undefined],
    ['Was ist das Wasser?', undefined],
  ])('%s leans: %s', (question, leaning) => {
    expect(leansOnEarlier(question)).toBe(leaning);
  });
});

describe('a session never makes an answer worse', () => {
  it('every ordered pair of questions: what is answered alone is answered in a session by the same quote', async () => {
    const pairs = await measureSessions();
    expect(pairs.length).toBeGreaterThan(600);
    expect(pairs.filter((same) => !same)).toEqual([]);
  });

  it('a question that leans is answered about the last question that was answered', async () => {
    const history: Turn[] = [
      { author: 'user', text: 'Who discovered penicillin?' },
      { author: 'assistant', text: '“Alexander Fleming discovered penicillin.” [1]', supported: true },
      { author: 'user', text: 'What is the weather on Mars?' },
      { author: 'assistant', text: 'This is not in your material.', supported: false },
    ];
    const { quotes } = await askInSession('And who?', history);
    expect(quotes[0]?.quote).toBe('Alexander Fleming discovered penicillin.');
  });
});

describe('a message that asks no question about a subject is recognised', () => {
  it.each([
    ['Hello!', { kind: 'greeting' }],
    ['Good morning, teacher', { kind: 'greeting' }],
    ['Guten Morgen!', { kind: 'greeting' }],
    ['¡Hola!', { kind: 'greeting' }],
    ['नमस्ते', { kind: 'greeting' }],
    ['مرحبا', { kind: 'greeting' }],
    ['你好！', { kind: 'greeting' }],
    ['How are you?', { kind: 'greeting' }],
    ['Thank you very much!', { kind: 'thanks' }],
    ['ok thanks', { kind: 'thanks' }],
    ['Vielen Dank', { kind: 'thanks' }],
    ['Merci beaucoup', { kind: 'thanks' }],
    ['谢谢老师', { kind: 'thanks' }],
    ['Tell me more', { kind: 'more' }],
    ['Erzähl mir mehr', { kind: 'more' }],
    ['Cuentame mas', { kind: 'more' }],
    ['What is on page 5?', { kind: 'page', label: '5' }],
    ['Show me p. xii please', { kind: 'page', label: 'xii' }],
    ['Was steht auf Seite 12?', { kind: 'page', label: '12' }],
    ['Qu’y a-t-il à la page 7 ?', { kind: 'page', label: '7' }],
    ['पृष्ठ ५ पर क्या है?', { kind: 'page', label: '5' }],
    ['第5页写了什么？', { kind: 'page', label: '5' }],
    ['Summarise chapter 3', { kind: 'chapter', number: 3 }],
    ['Can you please give me a summary of chapter 3?', { kind: 'chapter', number: 3 }],
    ['Fasse Kapitel 2 zusammen', { kind: 'chapter', number: 2 }],
    ['Résume le chapitre 4', { kind: 'chapter', number: 4 }],
    ['总结第3章', { kind: 'chapter', number: 3 }],
    ['What are the main topics?', { kind: 'topics' }],
    ['What is this book about?', { kind: 'topics' }],
    ['Summarise the book', { kind: 'topics' }],
    ['Was sind die Hauptthemen?', { kind: 'topics' }],
    ['¿Cuáles son los temas principales?', { kind: 'topics' }],
    ['这本书的主要内容是什么？', { kind: 'topics' }],
  ])('%s', (message, expected) => {
    expect(requestOf(message)).toEqual(expected);
  });

  it.each([
    'What are the main topics of photosynthesis?',
    'What does chapter 3 say about glaciers?',
    'Hello, what is a glacier?',
    'Thanks, and what is osmosis?',
    'Summarise photosynthesis',
    'Who wrote page one of the treaty?',
    'Tell me more about glaciers',
    'What is a page table?',
    'What is a theme?',
    'Define summary',
    '什么是凝结？',
    'Why?',
  ])('%s is a question', (message) => {
    expect(requestOf(message)).toBeUndefined();
  });

  it('no framed question of the table is taken for such a message', () => {
    const taken = framedQuestions().filter(({ question }) => requestOf(question) !== undefined);
    expect(taken).toEqual([]);
  });
});

describe('a question that has no answer in its own language', () => {
  const book = of(
    'Photosynthesis is the process by which plants make sugar from light. It needs water and air.',
  );

  const answerTo = (query: string) => answerFromMaterial({ query, passages: book, unread: [], shown: '' });

  it('names both languages and is answered by the terms of the book', () => {
    const { text, quotes } = answerTo('Was ist die Photosynthese der Pflanzen?');
    expect(text).toMatch(/Deutsch.*Englisch/);
    expect(quotes[0]?.quote).toBe('Photosynthesis is the process by which plants make sugar from light.');
  });

  it('names both languages in a refusal', () => {
    const { text, quotes } = answerTo('¿Qué es el gobierno de la ciudad?');
    expect(quotes).toEqual([]);
    expect(text).toMatch(/español.*inglés/);
  });

  it('says so when the tutor does not know the language', () => {
    const { text } = answerTo('Cad xyzzy gorm plugh frob?');
    expect(text).toContain('I do not know the language of your question.');
    expect(answerTo('What is the government of the city?').text).not.toContain('language');
  });
});

describe('the tutor’s own lines', () => {
  const placesOf = (text: string) => (text.match(/\{\w+\}/gu) ?? []).toSorted();
  const english = Object.entries(tutorTexts.en ?? {});

  it.each(Object.entries(tutorTexts))('in %s have the places of the English ones', (_, texts) => {
    for (const [name, text] of english)
      expect([name, placesOf(texts[name as keyof typeof texts])]).toEqual([name, placesOf(text)]);
  });

  it.each([
    ['What is the capital?', 'en'],
    ['Was ist die Hauptstadt?', 'de'],
    ['Quelle est la capitale du pays ?', 'fr'],
    ['Wat is de hoofdstad van het land?', 'nl'],
    ['Qual è la capitale del paese?', 'it'],
    ['Что такое столица?', 'ru'],
    ['Що таке столиця?', 'uk'],
    ['Co to jest stolica?', 'pl'],
    ['देश की राजधानी क्या है?', 'hi'],
    ['ما هي عاصمة البلد؟', 'ar'],
    ['پایتخت این کشور چیست؟', 'fa'],
    ['দেশের রাজধানী কী?', 'bn'],
    ['首都是什么？', 'zh'],
    ['首都は何ですか？', 'ja'],
    ['수도는 무엇입니까?', 'ko'],
    ['เมืองหลวงคืออะไร', 'th'],
    ['Ποια είναι η πρωτεύουσα;', 'el'],
    ['Столица?', 'ru'],
    ['राजधानी?', 'hi'],
    ['Xyzzy?', 'en'],
  ])('%s is refused in %s', (question, language) => {
    expect(writtenLanguageOf(question)).toBe(language);
    const { text } = answerFromMaterial({ query: question, passages: [], unread: [], shown: '' });
    expect(text).toContain(tutorTexts[language]?.absent);
  });

  it.each([
    ['Guten Morgen!', 'de'],
    ['Bom dia!', 'pt'],
    ['Γεια σου!', 'el'],
    ['שלום', 'he'],
    ['شكرا', 'ar'],
    ['ধন্যবাদ', 'bn'],
    ['Terima kasih!', 'id'],
    ['谢谢老师', 'zh'],
  ])('%s is answered in %s', (message, language) => {
    expect(textsForCourtesy(message)).toBe(tutorTexts[language]);
  });

  it('greet and thank in every language that the tutor writes', () => {
    const unread = Object.values(tutorTexts).filter(
      (texts) => greetedLanguageOf(texts.greeting) === undefined,
    );
    expect(unread).toEqual([]);
  });

  it('are filled once: a value is text, even when it looks like a place', () => {
    expect(filled('{page} of “{title}”', { page: '{title}', title: '$& {page}' })).toBe(
      '{title} of “$& {page}”',
    );
  });
});
