import { describe, expect, it } from '@jest/globals';
import { filesBeside, orderMeshFirst } from '../src/jest/mesh-first.ts';
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

describe('a file with its own mesh', () => {
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it.each(['shared', 'alone', 'own'] as const)(
    'never runs beside a file whose use of the mesh is %s',
    async (use) => {
      const turns = meshTurns();
      const story: string[] = [];
      await turns.enter(use);
      const own = turns.enter('own').then(() => story.push('own'));
      const late = turns.enter(use).then(() => story.push('late'));
      await settle();
      expect(story).toEqual([]);
      turns.leave(use);
      await own;
      await settle();
      expect(story).toEqual(['own']);
      turns.leave('own');
      await late;
    },
  );
});

describe('the order of test files', () => {
  const useOf = (file: string) => (['shared', 'alone', 'own'] as const).find((use) => file.startsWith(use));

  it('begins with the files that share the mesh, and puts others between those that use it alone', () => {
    const others = Array.from({ length: filesBeside.alone + 2 }, (_, index) => `other ${index}`);
    const files = ['alone 1', ...others, 'shared 1', 'alone 2', 'shared 2'];
    const ordered = orderMeshFirst(files, useOf);
    expect(ordered).toEqual([
      'shared 1',
      'shared 2',
      'alone 1',
      ...others.slice(0, filesBeside.alone),
      'alone 2',
      ...others.slice(filesBeside.alone),
    ]);
  });

  it('puts files with their own mesh behind those that use the mesh of the run', () => {
    const { alone, own } = filesBeside;
    const others = Array.from({ length: alone + own + 2 }, (_, index) => `other ${index}`);
    expect(orderMeshFirst(['own 1', 'own 2', ...others, 'alone 1', 'shared 1'], useOf)).toEqual([
      'shared 1',
      'alone 1',
      ...others.slice(0, alone),
      'own 1',
      ...others.slice(alone, alone + own),
      'own 2',
      ...others.slice(alone + own),
    ]);
  });

  it('loses no file', () => {
    const files = ['alone 1', 'alone 2', 'alone 3', 'own 1', 'own 2', 'other', 'shared'];
    expect(orderMeshFirst(files, useOf).toSorted()).toEqual(files.toSorted());
  });
});
