import { describe, expect, it } from '@jest/globals';
import { canonicalLocale, canonicalTimeZone } from '../../src/domain/profile/canonical-names.ts';

describe('canonicalLocale', () => {
  it.each([
    ['EN-us', 'en-US'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['de-DE-u-co-phonebk', 'de-DE-u-co-phonebk'],
  ])('canonicalLocale writes %s as %s', (given, canonical) => {
    expect(canonicalLocale(given)).toBe(canonical);
  });
});

describe('canonicalTimeZone', () => {
  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['utc', 'UTC'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
  ])('canonicalTimeZone writes %s as %s', (given, canonical) => {
    expect(canonicalTimeZone(given)).toBe(canonical);
  });
});
