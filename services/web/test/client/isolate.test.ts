import { describe, expect, it } from '@jest/globals';
import { isolate } from '../../client/src/language/isolate.ts';

const isolated = (text: string): string => `\u2068${text}\u2069`;

describe('isolate', () => {
  it('A Latin name in an English sentence stays as it is', () => {
    expect(isolate('Sam', 'ltr')).toBe('Sam');
  });

  it('An Arabic name in an English sentence is isolated', () => {
    expect(isolate('سامي', 'ltr')).toBe(isolated('سامي'));
  });

  it('A number or a Latin name in an Arabic sentence is isolated', () => {
    expect(isolate('12–14', 'rtl')).toBe(isolated('12–14'));
    expect(isolate('Sam', 'rtl')).toBe(isolated('Sam'));
  });

  it('A title that overrides the direction is isolated, so the override ends with the title', () => {
    expect(isolate('\u202egpj.exe', 'ltr')).toBe(isolated('\u202egpj.exe'));
  });
});
