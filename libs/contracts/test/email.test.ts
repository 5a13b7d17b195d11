import { describe, expect, it } from '@jest/globals';
import { email, emailKeyOf } from '../src/values.ts';

describe('an e-mail address', () => {
  it.each([
    ['kim@bücher.example', 'kim@xn--bcher-kva.example'],
    ['kim@bücher。example', 'kim@xn--bcher-kva.example'],
    ['info@डाटामेल.भारत', 'info@xn--c2bd4bq1db8d.xn--h2brj9c'],
    ['kim@例え.テスト', 'kim@xn--r8jz45g.xn--zckzah'],
    ['kim@مثال.إختبار', 'kim@xn--mgbh0fb.xn--kgbechtv'],
    ['KIM@BÜCHER.EXAMPLE', 'KIM@xn--bcher-kva.example'],
    ['kim@sub.straße.de', 'kim@sub.xn--strae-oqa.de'],
  ])('with the domain of %s is accepted and stored in ASCII', (given, stored) => {
    expect(email.parse(given)).toBe(stored);
    expect(email.parse(stored)).toBe(stored);
    expect(emailKeyOf(given)).toBe(emailKeyOf(stored));
  });

  it.each([
    'kim@bücher.example:80',
    'kim@bücher.example:8080',
    'kim@bücher.example/a',
    'kim@bücher.example?a',
    'kim@bücher.example#a',
    'kim@bü cher.example',
    'a@b@bücher.example',
    'kim@bücher',
    'kim@school.xn--',
    'kim@school.x1',
    '@bücher.example',
  ])('%s is refused', (given) => {
    expect(email.safeParse(given).success).toBe(false);
  });
});
