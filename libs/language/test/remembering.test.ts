import { remembering, rememberingBeside } from '@ai-teacher/language/memory/remembering.ts';
import { describe, expect, it } from '@jest/globals';

describe('remembering', () => {
  it('remembering computes a result once, until others have taken its place', () => {
    const computed: string[] = [];
    const lengthOf = remembering(2, (text: string) => {
      computed.push(text);
      return text.length;
    });
    expect(['one', 'three', 'one', 'seven', 'one', 'three'].map(lengthOf)).toEqual([3, 5, 3, 5, 3, 5]);
    expect(computed).toEqual(['one', 'three', 'seven', 'three']);
  });

  it('rememberingBeside retains the results of each thing separately', () => {
    const computed: string[] = [];
    const placeOf = rememberingBeside(2, (text: string, list: readonly string[]) => {
      computed.push(`${list.length} ${text}`);
      return list.indexOf(text);
    });
    const short = ['a'];
    const long = ['b', 'a'];
    expect([placeOf('a', short), placeOf('a', long), placeOf('a', short), placeOf('a', long)]).toEqual([
      0, 1, 0, 1,
    ]);
    expect(computed).toEqual(['1 a', '2 a']);
  });
});
