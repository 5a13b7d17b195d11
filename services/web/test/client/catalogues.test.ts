import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { passwordFaults } from '@ai-teacher/contracts/auth/passwords.ts';
import { registrationPolicyKind } from '@ai-teacher/contracts/auth/registration-policy.ts';
import { generationReasonCodes } from '@ai-teacher/contracts/exam/generation-reasons.ts';
import { notificationCodes, resultTimes } from '@ai-teacher/contracts/notification/inbox.ts';
import { problemCodes } from '@ai-teacher/contracts/problem.ts';
import { finalDocumentStatuses } from '@ai-teacher/contracts/rag/library.ts';
import { warningCode } from '@ai-teacher/contracts/rag/warnings.ts';
import { rosterFaultCodes } from '@ai-teacher/contracts/rosters/roster-faults.ts';
import { rosterNoteCodes } from '@ai-teacher/contracts/rosters/rosters.ts';
import { describe, expect, it } from '@jest/globals';
import {
  alteredPlaceholders,
  type Catalogue,
  missingTexts,
  owedKeys,
  readCatalogues,
  untranslated,
  withoutPlural,
} from '../../build/catalogues.ts';

const folder = path.join(import.meta.dirname, '../../client/src');
const catalogues = readCatalogues(path.join(folder, 'language'));
const english = catalogues.find(({ language }) => language === 'en') as Catalogue;
const code = globSync('**/*.{ts,tsx}', { cwd: folder })
  .map((file) => readFileSync(path.join(folder, file), 'utf8'))
  .join('\n');

const keys = [...new Set([...english.texts.keys()].map(withoutPlural))];
const sections = new Set(keys.map((key) => key.split('.')[0]));
const isKey = (text: string): boolean => sections.has(text.split('.')[0]) && text.includes('.');
const literals = [...code.matchAll(/'([a-z][\w-]*(?:\.[\w-]+)+)'/g)].map(([, key = '']) => key).filter(isKey);
/** Keys that the code composes, such as `nav.${key}`, as patterns. */
const patterns = [...code.matchAll(/`([a-z]+\.[^`\s]*\$\{[^`\s]*)`/g)].map(([, text = '']) => text);
const composed = patterns
  .filter(isKey)
  .map((text) => new RegExp(`^${text.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+')}$`));

describe('catalogues of the client', () => {
  it('The English catalogue has every key that the code uses', () => {
    expect(literals.length).toBeGreaterThan(100);
    expect(literals.filter((key) => !keys.includes(key))).toEqual([]);
    expect(composed.filter((pattern) => !keys.some((key) => pattern.test(key)))).toEqual([]);
  });

  it('The code uses every key of the English catalogue', () => {
    const used = new Set(literals);
    const isUsed = (key: string): boolean => used.has(key) || composed.some((pattern) => pattern.test(key));
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });

  it('The text of an empty list says in a second sentence what to do next or what will appear', () => {
    const empty = [...code.matchAll(/empty=\{<p className="soft">\{t\('([\w.]+)'\)\}<\/p>\}/g)].map(
      ([, key = '']) => english.texts.get(key) ?? key,
    );
    expect(empty.length).toBeGreaterThan(5);
    expect(empty.filter((text) => !/^[^.]+\. [^.]+\.$/.test(text))).toEqual([]);
  });

  it('The client has the languages English, German, Hindi and Arabic', () => {
    expect(catalogues.map(({ language }) => language).sort()).toEqual(['ar', 'de', 'en', 'hi']);
  });

  it.each(catalogues)(
    'The catalogue $language has a text for each English key, in every plural form of the language',
    (catalogue) => {
      const owed = owedKeys(catalogue.language, english);
      expect(missingTexts(catalogue, english)).toEqual([]);
      expect([...catalogue.texts.keys()].filter((key) => !owed.has(key))).toEqual([]);
    },
  );

  it.each(catalogues)(
    'The catalogue $language inserts the values that the English texts insert',
    (catalogue) => {
      expect(alteredPlaceholders(catalogue, english)).toEqual([]);
    },
  );

  it.each(catalogues.filter((catalogue) => catalogue !== english))(
    'The catalogue $language contains no English sentence',
    (catalogue) => {
      expect(untranslated(catalogue, english)).toEqual([]);
    },
  );
});

describe('codes of the API', () => {
  const coded: readonly [string, readonly string[]][] = [
    ['problem', problemCodes],
    ['password', passwordFaults],
    ['rosters.fault', rosterFaultCodes],
    ['rosters.note', rosterNoteCodes],
    ['exams.reason', generationReasonCodes],
    ['notifications.subject', notificationCodes],
    ['notifications.results', resultTimes],
    ['notifications.policy', registrationPolicyKind.options],
    ['documents.advice', finalDocumentStatuses.filter((status) => status !== 'ready')],
    // A warning of no kind has the sentence of the API alone.
    ['documents.warning', warningCode.options.filter((code) => code !== 'other')],
  ];

  it.each(coded)('Each catalogue has a text for each code of %s, and for no other', (section, codes) => {
    const expected = codes.map((code) => `${section}.${code}`).sort();
    for (const { texts } of catalogues)
      expect([...texts.keys()].filter((key) => key.startsWith(`${section}.`)).sort()).toEqual(expected);
  });
});

describe('the comparison of catalogues', () => {
  const arabic = (texts: Record<string, string>): Catalogue => ({
    language: 'ar',
    texts: new Map(Object.entries(texts)),
  });
  const reference = {
    language: 'en',
    texts: new Map([
      ['a.pages_one', '{{count, number}} page'],
      ['a.pages_other', '{{count, number}} pages'],
      ['a.hello', 'Hello to you, {{name}}'],
    ]),
  };

  it('The comparison names each missing key and each of the six plural forms of Arabic', () => {
    const missing = missingTexts(arabic({ 'a.pages_one': 'صفحة' }), reference);
    const forms = ['few', 'many', 'other', 'two', 'zero'];
    expect(missing.toSorted()).toEqual([
      'ar.json lacks a.hello: Hello to you, {{name}}',
      ...forms.map((form) => `ar.json lacks a.pages_${form}: {{count, number}} pages`),
    ]);
  });

  it('The comparison lets a form omit its number only when the form stands for one number', () => {
    const texts = { 'a.pages_two': 'صفحتان', 'a.pages_few': 'صفحات', 'a.hello': 'مرحبًا {{names}}' };
    expect(alteredPlaceholders(arabic(texts), reference)).toEqual([
      'ar.json, a.pages_few: {{}} instead of {{count, number}}',
      'ar.json, a.hello: {{names}} instead of {{name}}',
    ]);
  });

  it('The comparison reports a sentence that was copied and not translated', () => {
    const copied = arabic({ 'a.hello': 'Hello to you, {{name}}' });
    expect(untranslated(copied, reference)).toHaveLength(1);
  });
});
