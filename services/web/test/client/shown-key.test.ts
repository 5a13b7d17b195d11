import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { keyWithUnit } from '../../client/src/pages/items/key-with-unit.ts';

const folder = path.join(import.meta.dirname, '../../client/src');

const showNumber = (value: number, maximumFractionDigits: number): string =>
  new Intl.NumberFormat('en', { maximumFractionDigits }).format(value);
const shown = (item: Parameters<typeof keyWithUnit>[0]) => keyWithUnit(item, showNumber);

describe('the key of an item', () => {
  it.each([
    ['12', { unit: 'km/h', tolerance: 0.5 }, '12 ± 0.5 km/h'],
    ['12', { unit: 'km/h' }, '12 km/h'],
    ['12', { tolerance: 2 }, '12 ± 2'],
    ['12', { tolerance: 0 }, '12'],
    ['12', {}, '12'],
    ['12', undefined, '12'],
  ])('The key %s with the quantity %j is shown as %s', (key, quantity, text) => {
    expect(shown({ key, quantity })).toBe(text);
  });

  it('A small tolerance is shown with all its digits', () => {
    expect(shown({ key: '0.25', quantity: { tolerance: 0.001, unit: 'mol' } })).toBe('0.25 ± 0.001 mol');
    expect(shown({ key: '0.25', quantity: { tolerance: 0.1 + 0.2 } })).toMatch(/^0\.25 ± 0\.3/);
  });

  it('The key of another item stays as it is', () => {
    expect(shown({ key: ['a', 'b'], quantity: undefined })).toEqual(['a', 'b']);
    expect(shown({ key: true, quantity: undefined })).toBe(true);
  });

  it('Each page shows a key with its unit and its tolerance', () => {
    const files = globSync('**/*.tsx', { cwd: folder }).map((name) => ({
      name,
      text: readFileSync(path.join(folder, name), 'utf8'),
    }));
    expect(files.filter(({ text }) => text.includes('<ShownKey')).length).toBeGreaterThan(3);
    const bare = files.filter(({ text }) => /<ShownAnswer\s+answer=\{[^}]*\bkey\b/.test(text));
    expect(bare.map(({ name }) => name)).toEqual([]);
  });
});
