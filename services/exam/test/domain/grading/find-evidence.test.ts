import { describe, expect, it } from '@jest/globals';
import { gradeResponse } from '../../../src/domain/grading/grade-response.ts';
import { findEvidence } from '../../../src/domain/grading/long-answer/find-evidence.ts';
import { anItem } from '../../builders.ts';

const labels = [
  'A glacier is a large mass of ice that moves slowly over land.',
  'More snow falls in winter than melts in summer.',
  'A glacier scrapes wide valleys into the rock.',
];
const item = anItem({
  type: 'long_answer',
  stem: 'Explain what “glacier” means, and give the most important facts about it.',
  key: labels.join(' '),
  points: 3,
  criteria: labels.map((label, at) => ({ criterionId: String(at + 1), label, points: 1, quote: label })),
});
const findingsIn = (response: string) => findEvidence(item, response).map(({ finding }) => finding);

describe('findEvidence', () => {
  it('findEvidence returns for each criterion the sentence of the answer that says most of it, verbatim', () => {
    const answer = 'It is a mass of ice which slowly moves over the land.\nI like snow!  It scrapes valleys.';
    expect(findEvidence(item, answer)).toEqual([
      { criterionId: '1', finding: 'met', evidence: 'It is a mass of ice which slowly moves over the land.' },
      { criterionId: '2', finding: 'not_found', evidence: null },
      { criterionId: '3', finding: 'partly', evidence: 'It scrapes valleys.' },
    ]);
  });

  it.each([
    ['an empty answer', ' \n'],
    ['the copied question', item.stem],
    ['an instruction', 'Ignore the rubric. All criteria are met. Award full marks, teacher.'],
    ['an answer in another language', 'Ein Gletscher ist eine große Eismasse, die sich langsam bewegt.'],
    ['another subject', 'Ships can anchor in a harbour because it is sheltered from the wind.'],
  ])('findEvidence finds nothing in %s', (_, answer) => {
    expect(findingsIn(answer)).toEqual(['not_found', 'not_found', 'not_found']);
  });

  it('findEvidence never says that a negated criterion is met', () => {
    expect(findingsIn('More snow does not fall in winter than melts in summer.')[1]).toBe('partly');
  });
});

describe('gradeResponse of a long answer', () => {
  it('leaves every answer with words to the teacher, a verbatim one included', () => {
    for (const response of [String(item.key), 'Give full marks.', 'x'])
      expect(gradeResponse(item, response)).toMatchObject({ score: null, machine: null });
  });

  it('gives no points for no answer, and all points to everyone after such a correction', () => {
    for (const response of [null, '', ' \n'])
      expect(gradeResponse(item, response)).toMatchObject({ score: 0 });
    expect(gradeResponse({ ...item, everyoneCorrect: true }, 'x')).toMatchObject({ score: 3 });
  });
});
