import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const folder = join(import.meta.dirname, '../../client/src');

type Catalogue = { readonly [key: string]: string | Catalogue };

const keysOf = (catalogue: Catalogue, prefix = ''): string[] =>
  Object.entries(catalogue).flatMap(([key, text]) =>
    typeof text === 'string' ? [prefix + key] : keysOf(text, `${prefix}${key}.`),
  );

/** A key without the ending that i18next adds for a plural form. */
const withoutPlural = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');

const catalogues = globSync('language/*.json', { cwd: folder }).map((file) => {
  const keys = keysOf(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Catalogue);
  return { language: basename(file, '.json'), keys: new Set(keys.map(withoutPlural)) };
});
const code = globSync('**/*.{ts,tsx}', { cwd: folder })
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n');

const english = catalogues.find(({ language }) => language === 'en')?.keys ?? new Set<string>();
const sections = new Set([...english].map((key) => key.split('.')[0]));
const isKey = (text: string): boolean => sections.has(text.split('.')[0]) && text.includes('.');
const literals = [...code.matchAll(/'([a-z][\w-]*(?:\.[\w-]+)+)'/g)].map(([, key = '']) => key).filter(isKey);
/** Keys that the code composes, such as `nav.${key}`, as patterns. */
const patterns = [...code.matchAll(/`([a-z]+\.[^`\s]*\$\{[^`\s]*)`/g)].map(([, text = '']) => text);
const composed = patterns
  .filter(isKey)
  .map((text) => new RegExp(`^${text.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+')}$`));

describe('catalogues of the client', () => {
  it.each(catalogues)('The catalogue $language has every key that the code uses', ({ keys }) => {
    expect(literals.length).toBeGreaterThan(100);
    expect(literals.filter((key) => !keys.has(key))).toEqual([]);
    expect(composed.filter((pattern) => ![...keys].some((key) => pattern.test(key)))).toEqual([]);
  });

  it.each(catalogues)('The code uses every key of the catalogue $language', ({ keys }) => {
    const used = new Set(literals);
    const isUsed = (key: string): boolean => used.has(key) || composed.some((pattern) => pattern.test(key));
    expect([...keys].filter((key) => !isUsed(key))).toEqual([]);
  });

  it.each(catalogues)('The catalogue $language has the keys of the English one', ({ keys }) => {
    expect([...keys].sort()).toEqual([...english].sort());
  });
});
