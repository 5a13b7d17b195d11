import type { Article, Question } from '../../bench/question-sets.ts';

/**
 * Passages about animals in one language: each of `facts` about each of `animals`. Two facts at a time differ
 * in few words, so every question has close competitors: the same fact about other animals, and a like fact
 * about the same animal.
 */
type Table = {
  readonly title: string;
  readonly animals: readonly string[];
  readonly facts: readonly { readonly passage: string; readonly question: string }[];
};

export const tables: Readonly<Record<string, Table>> = {
  en: {
    title: 'Animals of the valley',
    animals: ['otter', 'badger', 'heron', 'falcon', 'beetle', 'squirrel', 'tortoise', 'hedgehog', 'marten'],
    facts: [
      {
        passage: 'In spring the # builds a home near the river.',
        question: 'Why does the # build a home near the river in spring?',
      },
      {
        passage: 'In autumn the # leaves the home near the river.',
        question: 'Why does the # leave the home near the river in autumn?',
      },
      {
        passage: 'At night the # searches for food in the big forest.',
        question: 'How does the # search for food in the big forest at night?',
      },
      {
        passage: 'At noon the # hides the food in the big forest.',
        question: 'Where does the # hide the food in the big forest at noon?',
      },
    ],
  },
  de: {
    title: 'Tiere im Tal',
    animals: ['Otter', 'Dachs', 'Reiher', 'Falke', 'Käfer', 'Luchs', 'Igel', 'Marder', 'Hase'],
    facts: [
      {
        passage: 'Im Frühling baut der # ein Heim am Fluss.',
        question: 'Warum baut der # im Frühling ein Heim am Fluss?',
      },
      {
        passage: 'Im Herbst verlässt der # das Heim am Fluss.',
        question: 'Warum verlässt der # im Herbst das Heim am Fluss?',
      },
      {
        passage: 'In der Nacht sucht der # Futter im großen Wald.',
        question: 'Wie sucht der # in der Nacht Futter im großen Wald?',
      },
      {
        passage: 'Am Mittag versteckt der # Futter im großen Wald.',
        question: 'Wo versteckt der # am Mittag Futter im großen Wald?',
      },
    ],
  },
  es: {
    title: 'Animales del valle',
    animals: ['tejón', 'halcón', 'ciervo', 'zorro', 'lince', 'erizo', 'conejo', 'lobo', 'búho'],
    facts: [
      {
        passage: 'En primavera el # construye una casa junto al río.',
        question: '¿Por qué construye el # en primavera una casa junto al río?',
      },
      {
        passage: 'En otoño el # abandona la casa junto al río.',
        question: '¿Por qué abandona el # en otoño la casa junto al río?',
      },
      {
        passage: 'Por la noche el # busca comida en el gran bosque.',
        question: '¿Cómo busca el # comida por la noche en el gran bosque?',
      },
      {
        passage: 'Al mediodía el # esconde la comida en el gran bosque.',
        question: '¿Dónde esconde el # la comida al mediodía en el gran bosque?',
      },
    ],
  },
  hi: {
    title: 'घाटी के जानवर',
    animals: ['भालू', 'बाघ', 'हिरण', 'बगुला', 'बाज', 'कछुआ', 'खरगोश', 'भेड़िया', 'उल्लू'],
    facts: [
      { passage: 'वसंत में # नदी के पास घर बनाता है।', question: 'वसंत में # नदी के पास घर क्यों बनाता है?' },
      { passage: 'शरद में # नदी के पास का घर छोड़ता है।', question: 'शरद में # नदी के पास का घर क्यों छोड़ता है?' },
      { passage: 'रात में # बड़े जंगल में भोजन खोजता है।', question: 'रात में # बड़े जंगल में भोजन कैसे खोजता है?' },
      { passage: 'दोपहर में # बड़े जंगल में भोजन छिपाता है।', question: 'दोपहर में # बड़े जंगल में भोजन कहाँ छिपाता है?' },
    ],
  },
  zh: {
    title: '山谷的动物',
    animals: ['水獭', '苍鹭', '猎鹰', '松鼠', '乌龟', '刺猬', '狐狸', '野兔', '棕熊'],
    facts: [
      { passage: '春天，#在河边建造自己的家。', question: '春天，#为什么在河边建造自己的家？' },
      { passage: '秋天，#离开河边的家。', question: '秋天，#为什么离开河边的家？' },
      { passage: '夜里，#在大森林里寻找食物。', question: '夜里，#怎么在大森林里寻找食物？' },
      { passage: '中午，#在大森林里隐藏食物。', question: '中午，#为什么在大森林里隐藏食物？' },
    ],
  },
};

/** The words of a question and the words of the English passages that mean the same. */
export const synonyms: Readonly<Record<string, string>> = {
  construct: 'build',
  builds: 'build',
  dwelling: 'home',
  abandon: 'leave',
  leaves: 'leave',
  look: 'search',
  searches: 'search',
  nourishment: 'food',
  conceal: 'hide',
  hides: 'hide',
};

/** The questions about the English facts in words that the passages do not have. */
const paraphrases = [
  'Where does the # construct a dwelling?',
  'Why does the # abandon the dwelling?',
  'How does the # look for nourishment?',
  'Where does the # conceal the nourishment?',
] as const;

const about = (animal: string, sentence: string): string => sentence.replaceAll('#', animal);

const articleOf = (
  { title, animals, facts }: Table,
  questionOf: (fact: { readonly question: string }, at: number) => string,
): Article => ({
  title,
  paragraphs: animals.flatMap((animal) =>
    facts.map((fact, at) => {
      const text = about(animal, fact.passage);
      const question: Question = { text: about(animal, questionOf(fact, at)), answers: [text] };
      return { text, questions: [question] };
    }),
  ),
});

/** A question for each passage, in the words of the passage. */
export const plainArticles: readonly (readonly [language: string, article: Article])[] = Object.entries(
  tables,
).map(([language, table]) => [language, articleOf(table, ({ question }) => question)]);

/** The English passages with questions in other words. */
export const paraphrasedArticle: Article = articleOf(tables.en as Table, (_, at) => paraphrases[at] ?? '');
