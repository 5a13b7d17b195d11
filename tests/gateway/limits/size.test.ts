import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeFamily } from '../support/attack-family.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

describe('every operation of the contracts', () => describeFamily('size', () => standIn));
