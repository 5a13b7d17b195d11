import { describe, expect, it } from '@jest/globals';
import { questionIn } from '../../src/domain/evidence/message/question-in.ts';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { aPassage } from '../builders.ts';

const quotesOf = (message: string, text: string): string[] =>
  selectSupport(questionIn(message), [aPassage({ text, title: '', headingPath: [] })]).quotes.map(
    ({ quote }) => quote,
  );

describe('a sentence that begins with a pronoun has the subject of the sentence before', () => {
  it.each([
    [
      'What does a delta need?',
      'A delta is land that a river builds at its mouth. It needs a calm sea and much mud.',
      'It needs a calm sea',
    ],
    [
      'When does a spring tide rise?',
      'A spring tide is the highest tide of a month. It rises in the nights of a full moon.',
      'nights of a full moon',
    ],
    [
      'Was braucht ein Vulkan?',
      'Ein Vulkan ist ein Berg, aus dem Lava fließt. Er braucht eine Kammer voll Magma.',
      'Kammer voll Magma',
    ],
    [
      'Que mange un lynx ?',
      'Un lynx est un grand chat sauvage de la forêt. Il mange des lièvres et des souris.',
      'lièvres',
    ],
    ['Что ест рысь?', 'Рысь — это большая дикая кошка леса. Она ест зайцев и мышей.', 'зайцев'],
  ])('%s', (question, text, words) => {
    expect(quotesOf(question, text).join(' ')).toContain(words);
  });

  it('the meaning of a thing is still the sentence that defines it', () => {
    const text = 'A delta is land that a river builds. It is a delta that feeds Egypt.';
    expect(quotesOf('What is a delta?', text)[0]).toBe('A delta is land that a river builds.');
  });
});

describe('a passage that only contains a name does not answer a question about another property of the name', () => {
  const howard = 'In 1802 the chemist Luke Howard gave the clouds the Latin names that are still in use.';
  const quito = 'Quito, the capital of Ecuador, lies almost on the equator.';
  const nobel = 'La chimiste Marie Curie a reçu le prix Nobel en 1903.';
  const mendeleev = 'Химик Дмитрий Менделеев составил таблицу элементов в 1869 году.';
  it.each([
    ['Which school did Luke Howard attend?', howard],
    ['How many children did Luke Howard have?', howard],
    ['What language did Luke Howard speak?', howard],
    ['What is the population of Quito?', quito],
    ['Who is the mayor of Quito?', quito],
    ['Quelle école a fréquentée Marie Curie ?', nobel],
    ['Quelle est la couleur préférée de Marie Curie ?', nobel],
    ['Какую школу окончил Дмитрий Менделеев?', mendeleev],
  ])('%s', (question, text) => {
    expect(quotesOf(question, text)).toEqual([]);
  });

  it.each([
    ['When did Luke Howard name the clouds?', howard],
    ['Who was Luke Howard?', howard],
    ['What is the capital of Ecuador?', quito],
    ['Quel prix Marie Curie a-t-elle reçu ?', nobel],
    ['Когда Менделеев составил таблицу элементов?', mendeleev],
  ])('%s is answered', (question, text) => {
    expect(quotesOf(question, text)).toEqual([text]);
  });
});

describe('a question that yes or no answers', () => {
  it('is answered with the sentence about the asked property of its subject', () => {
    const text =
      'The water cycle is the movement of water between sea, air and land. It has no beginning and no end.';
    expect(quotesOf('Does the water cycle have a beginning?', text).join(' ')).toContain('no beginning');
  });
});

describe('a question in Hebrew', () => {
  const text =
    'דלתא היא משקע של נהר בשפך שלו. הר געש הוא הר שממנו זורמת לבה. גלילאו גליליי גילה את ירחי צדק בשנת 1610.';
  it.each([
    ['מה זה דלתא?', 'דלתא היא משקע של נהר בשפך שלו.'],
    ['מהו הר געש?', 'הר געש הוא הר שממנו זורמת לבה.'],
    ['מי גילה את ירחי צדק?', 'גלילאו גליליי גילה את ירחי צדק בשנת 1610.'],
    ['מתי גילה גלילאו את ירחי צדק?', 'גלילאו גליליי גילה את ירחי צדק בשנת 1610.'],
  ])('%s is answered', (question, quote) => {
    expect(quotesOf(question, text)).toEqual([quote]);
  });

  it.each(['מהי בירת צרפת?', 'מי כתב את המלט?', 'כמה עולה לחם?'])('%s is declined', (question) => {
    expect(quotesOf(question, text)).toEqual([]);
  });
});
