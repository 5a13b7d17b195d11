import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extract, parse } from 'jest-docblock';
import { type MeshUse, meshUses } from '../mesh/mesh-turns.ts';
import { keepMeshFilesOfRun, orderMeshFirst } from './mesh-first.ts';

/** Required, because the types of the package describe its CommonJS form only. */
const { default: Sequencer } = createRequire(import.meta.url)(
  '@jest/test-sequencer',
) as typeof import('@jest/test-sequencer');

type Tests = Parameters<InstanceType<typeof Sequencer>['sort']>[0];

/** The use of the mesh in a file's first comment. The test environment refuses other words. */
const useOf = (path: string): MeshUse | undefined => {
  const said = parse(extract(readFileSync(path, 'utf8'))).mesh;
  return meshUses.find((use) => use === said);
};

/** Jest's order, with the files that use the mesh first. */
export default class MeshFirstSequencer extends Sequencer {
  override async sort(tests: Tests): Promise<Tests> {
    const uses = new Map(tests.map(({ path }) => [path, useOf(path)]));
    keepMeshFilesOfRun([...uses.values()].filter((use) => use === 'shared' || use === 'alone').length);
    return orderMeshFirst(await super.sort(tests), ({ path }) => uses.get(path));
  }
}
