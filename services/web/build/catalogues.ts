import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Tree = { readonly [key: string]: string | Tree };

/** The texts of a language by their keys, such as `books.pages_one`. */
export type Catalogue = { readonly language: string; readonly texts: ReadonlyMap<string, string> };

const textsOf = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, text]) =>
    typeof text === 'string' ? [[prefix + key, text]] : textsOf(text, `${prefix}${key}.`),
  );

const readTexts = (file: string): [string, string][] =>
  textsOf(JSON.parse(readFileSync(file, 'utf8')) as Tree);

/**
 * Reads the catalogues `<language>.json` of a folder, each with the texts for codes of the API in
 * `codes/<language>.json`.
 *
 * @throws Error for a key that stands in both files.
 */
export const readCatalogues = (folder: string): readonly Catalogue[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const texts = new Map(readTexts(path.join(folder, name)));
      for (const [key, text] of readTexts(path.join(folder, 'codes', name))) {
        if (texts.has(key)) throw new Error(`${name} and codes/${name} have the key ${key}`);
        texts.set(key, text);
      }
      return { language: path.basename(name, '.json'), texts };
    });

const pluralEnding = /_(zero|one|two|few|many|other)$/;

/** A key without the ending that i18next adds for a plural form. */
export const withoutPlural = (key: string): string => key.replace(pluralEnding, '');

const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(/\{\{([^}]+)\}\}/g)].map(([, inner = '']) => inner.trim()).sort();

const countedNumbers = [...Array(201).keys(), 0.5, 1.5, 2.5, 1_000, 1_000_000];

/** Whether a plural form of a language stands for one number alone, so that its text may omit the number. */
const isOneNumber = (language: string, form: string): boolean => {
  const rules = new Intl.PluralRules(language);
  return countedNumbers.filter((number) => rules.select(number) === form).length <= 1;
};

/** A text of the same key in English; every plural form is compared with the English `other`. */
const englishOf = (key: string, english: Catalogue): string =>
  english.texts.get(key) ?? english.texts.get(`${withoutPlural(key)}_other`) ?? '';

/** The keys that a language owes for the English ones: each plural key has every form of the language. */
export const owedKeys = (language: string, english: Catalogue): ReadonlySet<string> => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const owed = [...english.texts.keys()].flatMap((key) =>
    pluralEnding.test(key) ? forms.map((form) => `${withoutPlural(key)}_${form}`) : [key],
  );
  return new Set(owed);
};

/** Keys without a text, with the English text to translate. */
export const missingTexts = ({ language, texts }: Catalogue, english: Catalogue): string[] =>
  [...owedKeys(language, english)]
    .filter((key) => !texts.has(key))
    .map((key) => `${language}.json lacks ${key}: ${englishOf(key, english)}`);

/** Texts whose placeholders differ from the English ones. */
export const alteredPlaceholders = ({ language, texts }: Catalogue, english: Catalogue): string[] =>
  [...texts].flatMap(([key, text]) => {
    const found = placeholdersOf(text);
    const expected = placeholdersOf(englishOf(key, english));
    const form = pluralEnding.exec(key)?.[1];
    const mayOmit = form !== undefined && isOneNumber(language, form);
    const isSame = found.join() === expected.join() || (mayOmit && found.length === 0);
    return isSame ? [] : [`${language}.json, ${key}: {{${found}}} instead of {{${expected}}}`];
  });

/** Sentences of another language that are the English ones. Names and short words may be equal. */
export const untranslated = ({ language, texts }: Catalogue, english: Catalogue): string[] =>
  [...texts]
    .filter(([key, text]) => text === english.texts.get(key) && text.split(' ').length > 2)
    .map(([key, text]) => `${language}.json, ${key}: ${text}`);
