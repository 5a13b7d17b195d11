import { describe, expect, it } from '@jest/globals';
import { deviceOf } from '../../src/adapters/bowser-device-of.ts';

const unknown = { browser: null, operatingSystem: null };

describe('deviceOf', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox',
      'Windows',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome',
      'Linux',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36 EdgA/140.0',
      'Microsoft Edge',
      'Android',
    ],
    ['a program (Windows NT 10.0)', null, 'Windows'],
  ])('deviceOf reduces %s to %s and %s', (userAgent, browser, operatingSystem) => {
    expect(deviceOf(userAgent)).toEqual({ browser, operatingSystem });
  });

  it.each([undefined, '', 'node', 'curl/8.5.0', 'Kim of class 7b/1.0 (private) x', '<b>/1 ', '\u0000'])(
    'deviceOf takes no text over from %j',
    (userAgent) => {
      expect(deviceOf(userAgent)).toEqual(unknown);
    },
  );

  it('deviceOf reads no text of more than 512 characters', () => {
    const name = (length: number) => `Firefox/140.0 (Windows NT 10.0)`.padEnd(length, ' ');
    expect(deviceOf(name(512))).toEqual({ browser: 'Firefox', operatingSystem: 'Windows' });
    expect(deviceOf(name(513))).toEqual(unknown);
  });
});
