import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { termedSentencesOf } from '../../src/domain/evidence/passage.ts';
import { likenessTo, questionTerms } from '../../src/domain/evidence/question-terms.ts';
import { passageMeasure } from '../../src/domain/evidence/ranking/measure-passage.ts';
import { aPassage } from '../builders.ts';

/** Words that are equal, inflected, spelt otherwise or foreign to each other. */
const word = fc.constantFrom(
  ...['cloud', 'clouds', 'Clouds', 'Wärme', 'Waerme', 'warme', 'rose', 'roses', 'льодовик', 'льодовика'],
  ...['冰川', '水の流れ', 'glacier', 'a', 'of', '10⁸', '108', 'İzmir', 'œuvre', 'oeuvre'],
);
const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => `${words.join(' ')}.`);

describe('passageMeasure', () => {
  it('passageMeasure finds every term that is like a term of the question, as a comparison of all does', () => {
    fc.assert(
      fc.property(sentence, fc.array(sentence, { minLength: 1, maxLength: 5 }), (question, sentences) => {
        const passage = aPassage({ text: sentences.join(' ') });
        const asked = questionTerms(question);
        const likenessOf = likenessTo(asked);
        const all = termedSentencesOf(passage).map(({ terms }) => terms.map(likenessOf));
        const found = passageMeasure(asked)(passage).sentences.map(({ terms, likeness }) =>
          terms.map((_term, at) => likeness[at]),
        );
        expect(found).toEqual(all);
      }),
    );
  });
});
