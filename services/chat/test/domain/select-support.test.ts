import { describe, expect, it } from '@jest/globals';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { aPassage } from '../builders.ts';

const of = (...texts: string[]) => texts.map((text) => aPassage({ text, title: '', headingPath: [] }));

describe('selectSupport selects the sentence that answers', () => {
  it.each([
    [
      'What is a variable?',
      'When you create a variable inside a function, it is local. A variable is a name that refers to a value. Variables are useful.',
      'A variable is a name that refers to a value.',
    ],
    [
      'When was the bridge opened?',
      'The bridge was designed by Anna Kern. The bridge was opened in 1894 after long delays.',
      'The bridge was opened in 1894 after long delays.',
    ],
    [
      'Who designed the bridge?',
      'The bridge was opened in 1894 after long delays. The bridge was designed by Anna Kern.',
      'The bridge was designed by Anna Kern.',
    ],
    [
      'Wie viele Knochen hat der Mensch?',
      'Knochen sind fest und leicht. Der Mensch hat 206 Knochen.',
      'Der Mensch hat 206 Knochen.',
    ],
    ['光合作用在哪里进行？', '植物需要水和阳光。光合作用在叶绿体中进行。', '光合作用在叶绿体中进行。'],
    [
      'पौधे भोजन कैसे बनाते हैं?',
      'जड़ें पानी सोखती हैं। पौधे प्रकाश से अपना भोजन बनाते हैं।',
      'पौधे प्रकाश से अपना भोजन बनाते हैं।',
    ],
  ])('selectSupport selects the sentence that answers: %s', (question, text, expected) => {
    const { supported, quotes } = selectSupport(question, of(text));
    expect(supported).toBe(true);
    expect(quotes[0]?.quote).toBe(expected);
  });

  it('selectSupport prefers a sentence to a heading or a row of a table', () => {
    const text =
      'What roots absorb and why\nWater | roots | absorb | much\nRoots absorb water and minerals from the soil.';
    expect(selectSupport('What do roots absorb?', of(text)).quotes[0]?.quote).toBe(
      'Roots absorb water and minerals from the soil.',
    );
  });

  it.each([
    ['What is a variable?', 'variable: A name that refers to a value.'],
    ['What is an infinite loop?', 'infinite loop: A loop in which the condition is never false.'],
    ['What is recursion?', 'A function may call itself, which is called recursion.'],
  ])('selectSupport finds the definition in a glossary of one paragraph: %s', (question, expected) => {
    const text = [
      'flag: A variable that says whether a condition is true. variable: A name that refers to a value.',
      'infinite loop: A loop in which the condition is never false. An infinite loop is best avoided.',
      'This is known as infinite recursion, and it is not a good idea.',
      'A function may call itself, which is called recursion.',
    ].join(' ');
    expect(selectSupport(question, of(text)).quotes[0]?.quote).toBe(expected);
  });

  it('selectSupport quotes a sentence with a pronoun together with the sentence that names its subject', () => {
    const text = 'Anna Kern lived in Basel. She designed the old bridge over the river.';
    expect(selectSupport('Who designed the old bridge over the river?', of(text)).quotes[0]?.quote).toBe(
      text,
    );
  });

  it('selectSupport gives a second quote only when it adds a term or a fact of the question', () => {
    const question = 'When was the old bridge opened?';
    const best = 'The old bridge was opened in 1894.';
    const quotesOf = (second: string) =>
      selectSupport(question, of(`${best} Nothing else happened. ${second}`)).quotes.map(
        ({ quote }) => quote,
      );
    expect(quotesOf('In 1894 the old bridge was opened too.')).toEqual([best]);
    const further = 'The old bridge was opened again in 1921.';
    expect(quotesOf(further)).toEqual([best, further]);
  });

  it.each([
    [
      'What is condensation?',
      'Condensation is the change of a gas into a liquid.',
      'Condensation: the change of a gas into a liquid.',
    ],
    [
      'Was ist Kondensation?',
      'Kondensation ist der Übergang eines Gases in eine Flüssigkeit.',
      'Kondensation: der Übergang eines Gases in eine Flüssigkeit.',
    ],
    [
      'What do roots absorb?',
      'Roots absorb water and minerals from the soil.',
      'From the soil, roots absorb minerals and water.',
    ],
  ])(
    'selectSupport gives no second quote with the same words in another order or form: %s',
    (question, ...texts) => {
      const [first = '', second = ''] = texts;
      expect(selectSupport(question, of(first, second)).quotes).toHaveLength(1);
      expect(selectSupport(question, of(second, first)).quotes).toHaveLength(1);
    },
  );

  it('selectSupport gives a second definition that says more', () => {
    const texts = ['Dew is water that condenses on cool grass.', 'Dew is water that condenses at night.'];
    expect(selectSupport('What is dew?', of(...texts)).quotes).toHaveLength(2);
  });

  it('selectSupport quotes the same sentence of two copies once', () => {
    const text = 'Roots absorb water and minerals from the soil.';
    expect(selectSupport('What do roots absorb?', of(text, text)).quotes).toHaveLength(1);
  });
});

describe('selectSupport declines', () => {
  it.each([
    [
      'a question about something else',
      'When was the French Revolution?',
      'Roots absorb water. Leaves are green and flat.',
    ],
    [
      'a heading that only repeats the words',
      'What is photosynthesis?',
      '4.2 Photosynthesis . . . . . . . . 81\nPhotosynthesis',
    ],
    [
      'one common word in common',
      'What is the boiling point of mercury?',
      'At this point the story takes another turn for the worse.',
    ],
    [
      'an index',
      'Who found the sequence?',
      'format sequence, 138, 145 frame, 23, 26, 44, 56, 109 sequence, 3, 71, 89, 115',
    ],
    ['no material', 'What is photosynthesis?', ''],
  ])('selectSupport declines %s', (_, question, text) => {
    expect(selectSupport(question, of(text))).toMatchObject({ supported: false, quotes: [] });
  });
});
