import { describe, expect, it } from '@jest/globals';
import { definedSubject } from '../../src/domain/evidence/framing/defined-subject.ts';
import { comparedTerms } from '../../src/domain/evidence/message/compared-terms.ts';
import { lastQuestion } from '../../src/domain/evidence/message/last-question.ts';
import { questionIn } from '../../src/domain/evidence/message/question-in.ts';
import { withoutRemarks, withoutSource } from '../../src/domain/evidence/message/without-remarks.ts';
import { rankSentences } from '../../src/domain/evidence/ranking/rank-sentences.ts';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { aPassage } from '../builders.ts';

const of = (...texts: string[]) => texts.map((text, at) => aPassage({ chunkId: `c${at}`, text }));
const quotesOf = (message: string, ...texts: string[]): string[] =>
  selectSupport(questionIn(message), of(...texts)).quotes.map(({ quote }) => quote);

describe('a message is reduced to its question', () => {
  it.each([
    ['My name is Anna and I would like to know what a front is.', 'I would like to know what a front is.'],
    ['Ich heiße Jonas. Was ist ein Gletscher?', 'Was ist ein Gletscher?'],
    ['Je m’appelle Léa, qu’est-ce qu’un glacier ?', 'qu’est-ce qu’un glacier ?'],
    ['Me llamo Lucía y quiero saber qué es un glaciar', 'quiero saber qué es un glaciar'],
    ['Mi chiamo Marco Rossi, che cos’è un ghiacciaio?', 'che cos’è un ghiacciaio?'],
    ['Меня зовут Анна. Что такое ледник?', 'Что такое ледник?'],
    ['मेरा नाम अनु है। हिमनद क्या है?', 'हिमनद क्या है?'],
    ['اسمي سارة، ما هو التبخر؟', 'ما هو التبخر؟'],
    ['我叫小明，什么是冰川？', '什么是冰川？'],
    ['what is aerosol (grade 6)', 'what is aerosol'],
    ['Was ist ein Gletscher (Klasse 7b)?', 'Was ist ein Gletscher?'],
  ])('%s → %s', (message, question) => {
    expect(withoutRemarks(message)).toBe(question);
  });

  it.each([
    'What is evaporation (on Mars)?',
    'What is the symbol of iron (Fe)?',
    'What is my name?',
    'My name is Anna',
    'Is the name of the river known?',
  ])('%s stays as it is', (message) => {
    expect(withoutRemarks(message)).toBe(message);
  });

  it.each([
    ['what our geography book says about glaciers', 'glaciers'],
    ['What does the text say about aerosols?', 'aerosols?'],
    ['Was sagt unser Erdkundebuch über Gletscher?', 'Gletscher?'],
    ['¿Qué dice el libro sobre los glaciares?', '¿Qué dice el libro sobre los glaciares?'],
    ['Que dit notre manuel de géographie sur les glaciers ?', 'les glaciers ?'],
    ['What does Einstein say about glaciers?', 'What does Einstein say about glaciers?'],
  ])('the subject of %s is %s', (question, subject) => {
    expect(withoutSource(question)).toBe(subject);
  });

  it.each([
    ['Which word means density? No wait. What is density?', 'What is density?'],
    ['Ich habe es vergessen. Was ist ein Gletscher?', 'Was ist ein Gletscher?'],
    ['我忘了。什么是冰川？', '什么是冰川？'],
    ['i forgot it. what is density?', 'what is density?'],
    ['I flew to Mars. What is a glacier there?', undefined],
    ['I read about glaciers. What is it?', undefined],
    ['What is density?', undefined],
  ])('the last question of %s is %s', (message, question) => {
    expect(lastQuestion(message)).toBe(question);
  });
});

describe('a question for a difference', () => {
  it.each([
    ['What is the difference between evaporation and boiling?', ['evaporation', 'boiling']],
    ['Compare a cold front with a warm front.', ['a cold front', 'a warm front']],
    ['how is weather different from climate?', ['weather', 'climate']],
    ['weather vs climate', ['weather', 'climate']],
    ['Was ist der Unterschied zwischen Wetter und Klima?', ['Wetter', 'Klima']],
    ['Quelle est la différence entre le temps et le climat ?', ['le temps', 'le climat']],
    ['¿Cuál es la diferencia entre el tiempo y el clima?', ['el tiempo', 'el clima']],
    ['Qual è la differenza tra tempo e clima?', ['tempo', 'clima']],
    ['Wat is het verschil tussen weer en klimaat?', ['weer', 'klimaat']],
    ['Jaka jest różnica między pogodą a klimatem?', ['pogodą', 'klimatem']],
    ['В чём разница между погодой и климатом?', ['погодой', 'климатом']],
    ['मौसम और जलवायु में क्या अंतर है?', ['मौसम', 'जलवायु']],
    ['ما الفرق بين الطقس والمناخ؟', ['الطقس', 'المناخ']],
    ['天气和气候的区别是什么？', ['天气', '气候']],
    ['天気と気候の違いは何ですか？', ['天気', '気候']],
    ['What is evaporation?', undefined],
  ])('%s names %j', (question, terms) => {
    expect(comparedTerms(question)).toEqual(terms);
  });

  it('is answered with the definitions of both things', () => {
    expect(
      quotesOf(
        'What is the difference between evaporation and boiling?',
        'Evaporation is the change of a liquid into a gas at its surface.',
        'Boiling is the change of a liquid into a gas throughout the liquid.',
        'Clouds form when moist air rises.',
      ),
    ).toEqual([
      'Evaporation is the change of a liquid into a gas at its surface.',
      'Boiling is the change of a liquid into a gas throughout the liquid.',
    ]);
  });

  it('has the sentence that names both things as a further quote, where the book has one', () => {
    const both = 'Evaporation happens at every temperature, and boiling only at the boiling point.';
    const quotes = quotesOf(
      'What is the difference between evaporation and boiling?',
      both,
      'Evaporation is the change of a liquid into a gas at its surface.',
      'Boiling is the change of a liquid into a gas throughout the liquid.',
    );
    expect(quotes).toContain(both);
  });

  it('is declined when the book knows only one of the things', () => {
    expect(
      quotesOf(
        'What is the difference between evaporation and photosynthesis?',
        'Evaporation is the change of a liquid into a gas at its surface.',
      ),
    ).toEqual([]);
  });
});

describe('a framed question whose frame has words of the book', () => {
  const material = [
    'Every chapter opens with a question from everyday life and explains the ideas that answer it.',
    'Table 6.1 The five main groups of the Köppen system. One cold winter says nothing against a warming climate.',
    'A climate diagram shows the average temperature and precipitation of a place.',
    'Precipitation is water that falls from clouds to the ground.',
    'A cloud is a visible mass of tiny water droplets. This chapter is about clouds.',
    'The lamp gives light.',
    'An anemometer measures the speed of the wind.',
  ];
  const definition = 'Precipitation is water that falls from clouds to the ground.';

  it.each([
    'hey i have a question about precipitation. what is it?',
    'In your own words, what would you say precipitation is?',
    'Explain precipitation like I am five',
    'I saw the word precipitation in the chapter about clouds. What does it mean?',
    'what is ment by precipitation',
    'in the glossary, what does it say for precipitation?',
    'Which word means precipitation? No wait, what is precipitation?',
  ])('%s is answered with the definition', (message) => {
    expect(quotesOf(message, ...material)[0]).toBe(definition);
  });

  it('a term with “of” is one term: the speed of light is not the speed of the wind', () => {
    expect(definedSubject('What is the speed of light?', of(...material))).toBeUndefined();
    expect(definedSubject('What is the speed, in simple words?', of(...material))).toBe('speed');
  });

  it('a question about a thing with its kind is declined when the book lacks the attribute', () => {
    const cirrus = 'Cirrus is a high, feathery cloud that consists of ice crystals.';
    expect(quotesOf('What is a cirrus cloud?', cirrus)).toEqual([cirrus]);
    expect(quotesOf('What colour is a cirrus cloud?', cirrus)).toEqual([]);
  });

  it('a word of four letters is not another one that only ends otherwise', () => {
    expect(quotesOf('What is a verb?', 'A jet stream is a narrow band of very strong wind.')).toEqual([]);
  });
});

describe('the measure that a question asks for', () => {
  it.each([
    ['How deep is the Pacific Ocean?', 'The Pacific Ocean warms every two to seven years.', false],
    ['How deep is the Pacific Ocean?', 'The Pacific Ocean reaches down to 11 kilometres.', true],
    ['How wide is a droplet?', 'A droplet is about a fiftieth of a millimetre wide.', true],
    ['How hot does lightning make the air?', 'Lightning heats the air to about 30 000 °C.', true],
    ['How heavy is the meteorite?', 'The meteorite fell 300 years ago.', false],
    ['How old is the glacier?', 'The glacier is 3 kilometres long.', false],
  ])('%s is answered by “%s”: %s', (question, sentence, isAnswered) => {
    expect(quotesOf(question, sentence).length > 0).toBe(isAnswered);
  });

  it('a question for occasions is answered without a date, and one for a date is not', () => {
    const fog = 'Fog often forms in clear, calm nights, when the ground loses its heat.';
    expect(quotesOf('When does fog form?', fog)).toEqual([fog]);
    expect(quotesOf('When was fog formed?', fog)).toEqual([]);
  });
});

describe('a table', () => {
  const text = [
    'Table 3.1 The gases of dry air near the ground.',
    'Gas: Nitrogen; Share of the volume: 78.08 %',
    'Gas: Oxygen; Share of the volume: 20.95 %',
  ].join('\n');
  const ranked = rankSentences('How much oxygen has dry air?', of(text));

  it('has a caption that answers nothing', () => {
    expect(ranked.map(({ sentence }) => sentence.text)).not.toContainEqual(expect.stringMatching(/^Table/u));
  });

  it('adds its caption to the context of every row, also to rows that do not follow the caption directly', () => {
    const row = ranked.find(({ sentence }) => sentence.text.includes('20.95'));
    expect(row?.features.contextCoverage).toBe(1);
    expect(row?.features.coverage).toBeLessThan(1);
  });
});

describe('a message that was made to take long', () => {
  it.each([
    ['blanks', ' '.repeat(10_000)],
    ['conjunctions', 'a ve b '.repeat(1_500)],
    ['words without a stop', 'und der Unterschied zwischen '.repeat(400)],
    ['names', 'my name is Anna and '.repeat(500)],
    ['brackets', ' (grade 6)'.repeat(1_000)],
  ])('of %s is read in a moment', (_, text) => {
    const beganAt = performance.now();
    comparedTerms(text);
    lastQuestion(text);
    withoutSource(withoutRemarks(text));
    expect(performance.now() - beganAt).toBeLessThan(20_000);
  });

  it('has no parts that are compared', () => {
    expect(
      comparedTerms(`What is the difference between ${'very '.repeat(60)}wet air and dry air?`),
    ).toBeUndefined();
  });
});
