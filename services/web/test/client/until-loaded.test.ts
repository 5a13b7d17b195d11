import { describe, expect, it } from '@jest/globals';
import { untilLoaded } from '../../client/src/shell/until-loaded.ts';

describe('a part of the program that no page asks for', () => {
  it('A part that fails to load is loaded again until it is there', async () => {
    let asked = 0;
    const load = async (): Promise<string> => {
      asked += 1;
      if (asked < 3) throw new TypeError('failed to fetch');
      return 'part';
    };
    await expect(untilLoaded(load, new AbortController().signal, 1)).resolves.toBe('part');
    expect(asked).toBe(3);
  });

  it('A part is not used and not loaded again after its page has left', async () => {
    const leaving = new AbortController();
    let asked = 0;
    const fail = async (): Promise<string> => {
      asked += 1;
      leaving.abort();
      throw new TypeError('failed to fetch');
    };
    await expect(untilLoaded(fail, leaving.signal, 1)).resolves.toBeUndefined();
    expect(asked).toBe(1);
    await expect(untilLoaded(async () => 'part', leaving.signal, 1)).resolves.toBeUndefined();
  });
});
