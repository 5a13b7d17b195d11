import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const folder = path.join(import.meta.dirname, '../../client/src');
const filesOf = (pattern: string): { readonly name: string; readonly text: string }[] =>
  globSync(pattern, { cwd: folder }).map((name) => ({
    name,
    text: readFileSync(path.join(folder, name), 'utf8'),
  }));

/** Declarations of CSS that turn with no direction, and that Biome's `useLogicalProperties` lets pass. */
const fixedDeclarations = (css: string): string[] =>
  [...css.matchAll(/([\w-]+)\s*:\s*([^;{}]+);/g)].flatMap(([whole, property = '', value = '']) => {
    const sides = value.trim().split(/\s+(?![^(]*\))/);
    const [first, second = first, third = first, fourth = second] = sides;
    const isLopsided = property === 'border-radius' && (first !== second || third !== fourth);
    const isSide = property.startsWith('background-position') && /\b(left|right)\b/.test(value);
    const isShift = /^(translate|transform)$/.test(property) && !/^(none|0 |rotate|scale)/.test(value);
    return isLopsided || isSide || isShift ? [whole] : [];
  });

/** Icons that point to one side: the tag of each use. */
const sidewaysIcons = (tsx: string): string[] =>
  [...tsx.matchAll(/<\w*(?:Left|Right|Undo|Redo|LogIn|LogOut)\w*\s[^>]*>/g)].map(([tag]) => tag);

/** A text of a person or a book as the content of an element, such as `{email ?? name}`. */
const shownNames = new RegExp(
  [
    '(?<=[>}\\s])\\{\\s*(?:[\\w.?]+ (?:\\?\\?|\\|\\|) )*',
    '(?:(?:pickName|nameOf)\\([^()]*\\)',
    '|(?:[\\w?!.]|\\[\\d+\\])*\\b(?:title|name|email|stem|feedback|\\w+(?:Title|Name)))',
    "(?: (?:\\?\\?|\\|\\|) [\\w.?()']+)*\\s*\\}(?=\\s*[<{\\w·(–])",
  ].join(''),
  'g',
);
/** The end of the code before an attribute, a parameter or a declaration, which are no content. */
const noContent = /(?:[=($,:[{]|\b(?:const|let|import|export|type))$/;

/** The names in the contents of elements, each after the last tag that was opened before. */
const namesIn = (tsx: string): string[] =>
  [...tsx.matchAll(shownNames)].flatMap(({ 0: expression, index }) => {
    const before = tsx.slice(0, index).trimEnd();
    if (noContent.test(before)) return [];
    const tag = [...before.matchAll(/<\w+(?:[^<>]|=>)*>/g)].at(-1)?.[0] ?? '';
    return [`${tag} ${expression}`.replaceAll(/\s+/g, ' ')];
  });

/** Elements that enclose their content themselves, and headings whose text is of the catalogue. */
const hasDirection = (name: string): boolean => /<bdi\b|\bdir=|^<(?:Checkbox|h1|h2)\b/.test(name);

describe('directions of the client', () => {
  it('Each style sheet turns with the direction of the page', () => {
    const sheets = filesOf('**/*.css');
    expect(sheets.length).toBeGreaterThan(4);
    const found = sheets.flatMap(({ name, text }) =>
      fixedDeclarations(text).map((rule) => `${name}: ${rule}`),
    );
    expect(found).toEqual([]);
  });

  it('No style in a component names the left or the right side', () => {
    const physical =
      /\b(?:(?:margin|padding|border)(?:Left|Right)|(?:left|right|width|height):\s|textAlign: '(?:left|right))/;
    const styles = filesOf('**/*.tsx').flatMap(({ name, text }) =>
      [...text.matchAll(/style=\{\{([^}]*)/g)].map(([, style = '']) => `${name}: ${style.trim()}`),
    );
    expect(styles.filter((style) => physical.test(style))).toEqual([]);
  });

  it('Each icon that points to a side is mirrored from right to left', () => {
    const tags = filesOf('**/*.tsx').flatMap(({ text }) => sidewaysIcons(text));
    expect(tags.length).toBeGreaterThan(1);
    expect(tags.filter((tag) => !/className="[^"]*\bpoints\b/.test(tag))).toEqual([]);
  });

  it('The checks report a fixed corner, a shift and an icon without mirroring', () => {
    expect(
      fixedDeclarations('a { border-radius: 1rem 1rem 0 1rem; translate: 4px 0; color: red; }'),
    ).toHaveLength(2);
    expect(fixedDeclarations('a { border-radius: 5px 5px 0 0; transform: rotate(3deg); }')).toEqual([]);
    expect(sidewaysIcons('<ChevronLeft size={18} /><Check size={1} />')).toEqual([
      '<ChevronLeft size={18} />',
    ]);
  });

  it('Each name of a person or a thing in a component has a direction of its own', () => {
    const shown = filesOf('pages/**/*.tsx').flatMap(({ name, text }) =>
      namesIn(text).map((found) => ({ name, found })),
    );
    expect(shown.length).toBeGreaterThan(30);
    expect(shown.filter(({ found }) => !hasDirection(found))).toEqual([]);
  });

  it('The check reports a name beside other words, an alternative name and a name of a function', () => {
    const bare = [
      '<h3>{items[0]?.examTitle}</h3>',
      '<span>{email ?? name}</span>',
      '<li className="soft">\n  {showTime(markedAt)} {feedback}\n</li>',
      '<Button small onPress={() => open(id)}>\n  {pickName(one.names)}\n</Button>',
      '<Link href={to}>{nameOf(names, studentId)}</Link>',
    ];
    expect(bare.flatMap(namesIn)).toHaveLength(bare.length);
    expect(bare.flatMap(namesIn).filter(hasDirection)).toEqual([]);
    const enclosed = ['<p><bdi>{title}</bdi></p>', '<h3 dir="auto">{exam.title}</h3>'];
    expect(enclosed.flatMap(namesIn).filter(hasDirection)).toHaveLength(2);
    const noNames = ['const f = ({ title }) => <p>a</p>;', '<Field label={name} />'];
    expect(noNames.flatMap(namesIn)).toEqual([]);
  });

  it('Each name in an attribute or a joined text is isolated', () => {
    const joined = filesOf('**/*.tsx').flatMap(({ name, text }) =>
      [...text.matchAll(/\$\{(?:\w+\.)*(?:title|label|email|\w+Name)\}/g)].map(
        ([value]) => `${name}: ${value}`,
      ),
    );
    expect(joined).toEqual([]);
  });
});
