import { describe, expect, it } from '@jest/globals';
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
