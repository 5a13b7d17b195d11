import { describe, expect, it } from '@jest/globals';
import { orderMeshFirst } from '../src/jest/mesh-first.ts';
import { meshTurns } from '../src/mesh/mesh-turns.ts';

describe('turns at the mesh', () => {
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('are given concurrently to files that share', async () => {
    const turns = meshTurns();
    await Promise.all([turns.enter('shared'), turns.enter('shared')]);
  });

  it('give the mesh to one file alone when the others have left, and to others afterwards', async () => {
    const turns = meshTurns();
    const story: string[] = [];
    await turns.enter('shared');
    const alone = turns.enter('alone').then(() => story.push('alone'));
    const late = turns.enter('shared').then(() => story.push('late'));
    await settle();
    expect(story).toEqual([]);
    turns.leave('shared');
    await alone;
    await settle();
    expect(story).toEqual(['alone']);
    turns.leave('alone');
    await late;
    expect(story).toEqual(['alone', 'late']);
  });
});

describe('the order of test files', () => {
  const useOf = (file: string) =>
    file.startsWith('shared') ? 'shared' : file.startsWith('alone') ? 'alone' : undefined;

  it('begins with the files that share the mesh, and puts others between those that use it alone', () => {
    const others = Array.from({ length: 8 }, (_, index) => `other ${index}`);
    const files = ['alone 1', ...others, 'shared 1', 'alone 2', 'shared 2'];
    const ordered = orderMeshFirst(files, useOf);
    expect(ordered).toEqual([
      'shared 1',
      'shared 2',
      'alone 1',
      ...others.slice(0, 6),
      'alone 2',
      ...others.slice(6),
    ]);
  });

  it('loses no file', () => {
    const files = ['alone 1', 'alone 2', 'alone 3', 'other', 'shared'];
    expect(orderMeshFirst(files, useOf).toSorted()).toEqual(files.toSorted());
  });
});
