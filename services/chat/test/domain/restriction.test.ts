import { describe, expect, it } from '@jest/globals';
import { bookOf, isDeclined, restrictingQuestions } from '../../bench/frames.ts';
import { bareQuestion } from '../../src/domain/evidence/bare-question.ts';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { aPassage } from '../builders.ts';

const of = (...texts: string[]) =>
  texts.map((text, at) => aPassage({ text, chunkId: `chunk-${at}`, title: '', headingPath: [] }));

const quotesOf = (question: string, ...texts: string[]): string[] =>
  selectSupport(bareQuestion(question), of(...texts)).quotes.map(({ quote }) => quote);

describe('a condition that no passage has restricts a question', () => {
  it('and a name is another word than one of the book that is spelt like it', () => {
    const marks = 'Group: B; Climate: dry; Typical mark: evaporation exceeds precipitation; Example: Cairo';
    const meaning = 'Evaporation is the change of a liquid into a gas.';
    expect(quotesOf('On Mars, what is evaporation?', marks, meaning)).toEqual([]);
    const there = 'On Mars, evaporation is the change of ice into a gas.';
    expect(quotesOf('On Mars, what is evaporation?', marks, there)).toEqual([there]);
  });

  it.each([
    ['en', 'On Mars, what is evaporation?'],
    ['en', 'Under high pressure, what is evaporation?'],
    ['en', 'In 1850, what was evaporation?'],
    ['de', 'Auf dem Mars, was ist Verdunstung?'],
    ['fr', 'Sur Mars, c’est quoi l’évaporation ?'],
    ['es', 'Bajo alta presión, ¿qué es la evaporación?'],
    ['it', 'Ad alta pressione, cos’è l’evaporazione?'],
    ['pt', 'Em Marte, o que é a evaporação?'],
    ['nl', 'Onder hoge druk, wat is verdamping?'],
    ['pl', 'Pod wysokim ciśnieniem, co to jest parowanie?'],
    ['ru', 'Под высоким давлением, что такое испарение?'],
    ['tr', 'Mars’ta, buharlaşma nedir?'],
    ['hi', 'मंगल ग्रह पर, वाष्पीकरण क्या है?'],
    ['ar', 'على المريخ، ما هو التبخر؟'],
    ['fa', 'در مریخ، تبخیر چیست؟'],
    ['bn', 'মঙ্গল গ্রহে, বাষ্পীভবন কী?'],
    ['ta', 'செவ்வாய் கிரகத்தில், ஆவியாதல் என்றால் என்ன?'],
    ['ta', 'வெள்ளி கிரகத்தில், பனிப்பாறை என்றால் என்ன?'],
    ['ta', 'சனியில், ஆவியாதல் என்றால் என்ன?'],
    ['ta', 'வியாழனில் ஆவியாதல் என்றால் என்ன?'],
    ['ko', '화성에서, 증발이 무엇인가요?'],
    ['vi', 'Trên sao Hỏa, sự bay hơi là gì?'],
    ['zh', '在火星上，蒸发是什么？'],
    ['ja', '火星では、蒸発とは何ですか？'],
    ['th', 'บนดาวอังคาร การระเหยคืออะไร'],
  ])('the question of the book in %s is declined: %s', (language, question) => {
    expect(quotesOf(question, bookOf(language))).toEqual([]);
  });

  it.each([
    ['ta', 'வெள்ளிக்கிழமை தேர்வில், ஆவியாதல் என்றால் என்ன?'],
    ['ta', 'செவ்வாய்க்கிழமை வகுப்பில், பனிப்பாறை என்றால் என்ன?'],
    ['ta', 'செவ்வாய் அன்று தேர்வு, ஆவியாதல் என்றால் என்ன?'],
    ['ta', 'எங்கள் புத்தகத்தில், ஆவியாதல் என்றால் என்ன?'],
  ])('in %s a day or a lesson is a circumstance of asking: %s', (language, question) => {
    expect(quotesOf(question, bookOf(language))).toHaveLength(1);
  });

  const onMars = 'Evaporation on Mars is the change of ice into a gas without a liquid.';

  it('a passage that has the condition answers', () => {
    expect(quotesOf('On Mars, what is evaporation?', onMars)).toEqual([onMars]);
  });

  it('at least 99 % of the questions with a condition or an attribute are declined', () => {
    const questions = restrictingQuestions();
    expect(questions.length).toBeGreaterThan(400);
    expect(questions.filter(isDeclined).length / questions.length).toBeGreaterThanOrEqual(0.99);
  });
});

describe('a row of a table defines nothing', () => {
  const rows =
    'City: Cairo; Evaporation: 2400 mm; Rain: 25 mm\nCity: Oslo; Evaporation: 300 mm; Rain: 760 mm';

  it.each([
    'What is evaporation?',
    'evaporation',
    'On Mars, what is evaporation?',
    'What is the evaporation of Lima?',
  ])('%s is declined, because the name of a column says no meaning', (question) => {
    expect(quotesOf(question, rows)).toEqual([]);
  });

  it.each([
    ['What is the evaporation in Cairo?', 'City: Cairo; Evaporation: 2400 mm; Rain: 25 mm'],
    ['In Oslo, what is the evaporation?', 'City: Oslo; Evaporation: 300 mm; Rain: 760 mm'],
    ['evaporation of Oslo', 'City: Oslo; Evaporation: 300 mm; Rain: 760 mm'],
  ])('%s is answered by the row that has each of its words', (question, row) => {
    expect(quotesOf(question, rows)[0]).toBe(row);
  });
});
