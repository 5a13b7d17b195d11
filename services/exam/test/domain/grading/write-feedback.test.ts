import { describe, expect, it } from '@jest/globals';
import { writeFeedback } from '../../../src/domain/grading/short-answer/write-feedback.ts';

const key = 'Condensation is the change of water vapour into liquid water when the air cools.';
const condensation = { stem: 'What is condensation?', keys: [key], source: { pageLabel: '12', quote: key } };
const page = `See page 12: “${key}”`;

describe('writeFeedback', () => {
  it('names the terms of the key that a wrong answer has and lacks, and the page of the book', () => {
    const feedback = writeFeedback(condensation, { response: 'the air gets water in it', share: 0 });
    expect(feedback).toMatch(/^This answer is not correct\. Your answer names “[^.]*“?water”/u);
    expect(feedback).toMatch(/The book also names [^.]*“cools”/u);
    expect(feedback.endsWith(page)).toBe(true);
  });

  it('names the correct parts of a correct answer, and no missing part', () => {
    const feedback = writeFeedback(condensation, { response: 'vapour changes to liquid', share: 1 });
    expect(feedback).toMatch(/^This answer is correct\. Your answer names /u);
    expect(feedback).not.toContain('also names');
  });

  it('never counts the words of the question as found, and names at most four terms', () => {
    const feedback = writeFeedback(condensation, { response: 'condensation', share: 0 });
    expect(feedback).not.toContain('Your answer names');
    expect(/The book also names ([^.]*)\./u.exec(feedback)?.[1]?.split(', ')).toHaveLength(4);
  });

  it('names the page only for an item in another language', () => {
    const german = 'Kondensation ist der Übergang von Wasserdampf in Wasser, wenn die Luft abkühlt.';
    const item = { stem: 'What is Kondensation?', keys: [german], source: { pageLabel: '3', quote: german } };
    expect(writeFeedback(item, { response: 'Wasser', share: null })).toBe(`See page 3: “${german}”`);
  });
});
