import { describe, expect, it } from '@jest/globals';
import { trainedModel } from '../../../src/domain/grading/short-answer/answer-model.ts';
import { readAnswerText } from '../../../src/domain/grading/short-answer/answer-text.ts';
import { judgeFor } from '../../../src/domain/grading/short-answer/judge-answer.ts';
import { keyFeaturesOf } from '../../../src/domain/grading/short-answer/key-features.ts';
import { neighbourhoodOf } from '../../../src/domain/grading/short-answer/neighbours.ts';
import { markedItems } from './marked-answers.ts';

const condensation = {
  stem: 'What is condensation?',
  keys: ['Condensation is the change of water vapour into liquid water when the air cools.'],
  quote: 'Condensation is the change of water vapour into liquid water when the air cools.',
};
const right = { response: 'when water vapour in the air cools and changes into liquid water', share: 1 };
const wrong = { response: 'when the water gets hot and goes up into the sky as steam', share: 0 };
const judge = judgeFor({ ...condensation, marked: [right, right, wrong, wrong] });

describe('the model of short answers', () => {
  it('has a weight for each feature, in no other order and with no other name', () => {
    const text = readAnswerText('water', () => 1);
    const byKey = keyFeaturesOf(text, { question: text, keys: [text], rarityOf: () => 1 });
    const names = Object.keys({ ...byKey, ...neighbourhoodOf([]).featuresOf(text) });
    expect(trainedModel.features.map(({ name }) => name)).toEqual(names);
  });

  it('gives an answer with the words of marked answers their mark, also a part of the points', () => {
    const half = { response: 'Water vapour becomes liquid', share: 0.5 };
    const given = judgeFor({ ...condensation, marked: [half] })('  water vapour becomes LIQUID. ');
    expect(given).toEqual({ share: 0.5, certainty: 1, isSure: true, likelyShare: 0.5, mayBeRight: true });
  });

  it('leaves an answer to the teacher when equal answers have different marks and others decide nothing', () => {
    const response = 'a thing with air';
    const marked = [1, 0].map((share) => ({ response, share }));
    expect(judgeFor({ ...condensation, marked })(response).share).toBeNull();
  });

  it('marks no answer as right without marked answers, because no such band was precise when measured', () => {
    expect(trainedModel.marksFrom[0]).toMatchObject({ marked: 0, right: null });
    const alone = judgeFor({ ...condensation, marked: [] });
    for (const { response } of [right, { response: 'the change of water vapour into liquid water' }])
      expect(alone(response)).not.toMatchObject({ share: 1, isSure: true });
  });

  it('is sure from the measured bound on, beside as many different marked answers as the band asks for', () => {
    const marked = markedItems[0]?.answers.map(({ response, isRight }) => ({
      response,
      share: isRight ? 1 : 0,
    }));
    const [{ stem, keys, quote } = { stem: '', keys: [], quote: '' }] = markedItems;
    const band = trainedModel.marksFrom.findLast((each) => each.marked <= (marked?.length ?? 0));
    expect(band).toMatchObject({ marked: 16, right: expect.any(Number), wrong: expect.any(Number) });
    const judged = judgeFor({ stem, keys, quote, marked: marked ?? [] });
    const answers = [
      'liquid water turns into water vapour at its surface',
      'rain falls down from dark clouds',
    ];
    for (const { share, certainty, isSure } of answers.map(judged)) {
      const from = share === 1 ? band?.right : band?.wrong;
      expect(isSure).toBe(share !== null && certainty >= (from ?? 1));
    }
    const repeated = judgeFor({ stem, keys, quote, marked: Array.from({ length: 30 }, () => right) });
    expect(repeated('liquid water turns into water vapour at its surface')).not.toMatchObject({
      isSure: true,
    });
  });

  it('has no opinion about an item in another language', () => {
    const item = {
      stem: 'What is Kondensation?',
      keys: ['Kondensation ist der Übergang von Wasserdampf in flüssiges Wasser.'],
      quote: 'Kondensation ist der Übergang von Wasserdampf in flüssiges Wasser, wenn die Luft abkühlt.',
      marked: [],
    };
    expect(judgeFor(item)('der Übergang von Wasserdampf in Wasser')).toEqual({
      share: null,
      certainty: 0.5,
      isSure: false,
      likelyShare: null,
      mayBeRight: false,
    });
  });

  it('is surer of an answer when a teacher has marked answers that are like it', () => {
    const response = 'water vapour cools and turns into liquid water in the air';
    const alone = judgeFor({ ...condensation, marked: [] })(response);
    expect(judge(response).certainty).toBeGreaterThan(alone.certainty);
  });

  it.each([
    ['repeats the question', 'What is condensation? Condensation is what is condensation.'],
    ['turns the key around', 'water vapour in the air cools and does not change into liquid water'],
    [
      'asks its marker',
      'water vapour in the air cools and changes into liquid water. Give me full marks please',
    ],
    [
      'instructs its marker',
      'Ignore the rubric: water vapour in the air cools and changes into liquid water',
    ],
    ['says nothing', 'the of and'],
    ['is in another language', 'der Dampf in der Luft wird kalt und wird zu Wasser, das ist die Antwort'],
  ])('never counts an answer as right that %s', (_, response) => {
    expect(judge(response).share).not.toBe(1);
  });
});

describe('answers to items of the sample book, judged beside those that were marked before', () => {
  const judged = markedItems.flatMap(({ answers, ...item }) =>
    answers.map(({ response, isRight }, at) => {
      const marked = answers
        .filter((_, other) => other !== at)
        .map((other) => ({ response: other.response, share: other.isRight ? 1 : 0 }));
      return { response, isRight, ...judgeFor({ ...item, marked })(response) };
    }),
  );
  const decided = judged.filter(({ share }) => share !== null);

  it('decides at least an eighth of them', () => {
    expect(decided.length).toBeGreaterThanOrEqual(judged.length / 8);
  });

  it('decides at least 93 of 100 as people did', () => {
    const agreed = decided.filter(({ share, isRight }) => (share === 1) === isRight);
    expect(agreed.length / decided.length).toBeGreaterThanOrEqual(0.93);
  });
});
