import { expect, it } from '@jest/globals';
import { admissionOf } from '../../src/adapters/embedding/compose-search.ts';

it('searches that wait for a ranking have 60 places, and half of them while the event loop is busy', () => {
  const reranker = async () => undefined;
  const waiting = admissionOf({ meaning: undefined, reranker }, {});
  expect(waiting).toEqual({ places: 60, minPlaces: 30 });
  expect(admissionOf({ meaning: undefined, reranker: undefined }, {})).toEqual({});
  expect(admissionOf({ meaning: undefined, reranker }, { admission: { places: 4 } })).toMatchObject({
    places: 4,
  });
});
