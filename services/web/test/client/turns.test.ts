import { describe, expect, it } from '@jest/globals';
import { createTurns } from '../../client/src/api/turns.ts';

describe('work that takes turns', () => {
  it('Work begins when the work before it has ended, also with a fault', async () => {
    const { run, areFree } = createTurns();
    const begun: string[] = [];
    const gates = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
    expect(areFree()).toBe(true);
    const first = run(() => {
      begun.push('first');
      return gates[0].promise;
    });
    const second = run(() => {
      begun.push('second');
      return gates[1].promise;
    });
    await Promise.resolve();
    expect(begun).toEqual(['first']);
    expect(areFree()).toBe(false);
    const fault = new Error('refused');
    gates[0].reject(fault);
    await expect(first).rejects.toBe(fault);
    await Promise.resolve();
    expect(begun).toEqual(['first', 'second']);
    gates[1].resolve('done');
    await expect(second).resolves.toBe('done');
    expect(areFree()).toBe(true);
  });
});
