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
