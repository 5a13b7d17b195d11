import { withParameters } from '@ai-teacher/contracts/path-template.ts';
import { asItsUser, plainQuestion, publicPaths } from '../target.ts';
import { isProtected, isTheGateway, refused, type Shot, status, type Target, type Trick } from '../trick.ts';

const pathTrick = { family: 'path', refusedBy: 'gateway', reaches: 'no service' } as const;

const withPaths = (target: Target, paths: Readonly<Record<string, string>>): readonly Shot[] =>
  Object.entries(paths).map(([what, path]) => ({
    what,
    question: { ...plainQuestion(target), path },
    expect: status(400, 401, 404),
  }));

const upper = (path: string): string => path.toUpperCase();
/** The path with its last letter percent-encoded. */
const escapedLetter = (path: string): string =>
  path.replace(/[a-z](?=[^a-z]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`);

const spelling: Trick = {
  ...pathTrick,
  id: 'spelling',
  guarantee: 'no spelling of its path gains access without a token',
  aims: isProtected,
  shots: (target) => {
    const { path } = target;
    const at = path.lastIndexOf('/');
    const [before, last] = [path.slice(0, at), path.slice(at + 1)];
    return withPaths(target, {
      'slashes doubled': path.replaceAll('/', '//'),
      'dots between': path.replaceAll('/', '/./'),
      'up and down': `${path}/../${last}`,
      'escaped slash': `${before}%2f${last}`,
      'escaped slash, capital': `${before}%2F${last}`,
      'escaped twice': `${before}%252f${last}`,
      backslash: `${before}\\${last}`,
      'escaped backslash': `${before}%5c${last}`,
      'a letter escaped': escapedLetter(path),
      semicolon: `${path};x`,
      'semicolon before': `${before};x/${last}`,
      'escaped NUL': `${path}%00`,
      'escaped blank': `${path}%20`,
      'escaped line break': `${path}%0d%0ax-user-id:%20a`,
      'trailing dot': `${path}.`,
      'trailing slash': `${path}/`,
      capitals: upper(path),
      'a file behind': `${path}/x.css`,
      'a public path as query': `${path}?${publicPaths[0]}`,
      'a public path as fragment': `${path}#${publicPaths[0]}`,
      'absolute, another host': `http://evil.example${path}`,
      'an overlong escape': `${before}%c0%af${last}`,
    });
  },
};

/** Paths that climb from a public path to the root and descend to the target. */
const throughDoor = (door: string, path: string): Readonly<Record<string, string>> => {
  const depth = door.split('/').length - 1;
  const up = (step: string) => step.repeat(depth);
  return {
    [`${door} and dots`]: `${door}${up('/..')}${path}`,
    [`${door} and escaped dots`]: `${door}${up('/%2e%2e')}${path}`,
    [`${door} and escaped slashes`]: `${door}${up('%2f..')}${path}`,
    [`${door} and backslashes`]: `${door}${up('\\..')}${path}`,
    [`${door}; and dots`]: `${door};${up('/..')}${path}`,
    [`${door}? and the path`]: `${path}?${door}`,
  };
};

const publicDoor: Trick = {
  ...pathTrick,
  id: 'public-door',
  guarantee: 'no public path leads to it without a token',
  aims: isProtected,
  shots: (target) => publicPaths.flatMap((door) => withPaths(target, throughDoor(door, target.path))),
};

const strangeIds: Trick = {
  ...pathTrick,
  id: 'strange-ids',
  guarantee: 'a malformed id is answered with a 4xx status, never a 5xx',
  refusedBy: 'service',
  reaches: 'the service, as its true user',
  aims: (op) => isProtected(op) && op?.params !== undefined,
  shots: (target) => {
    const ids = { zero: '0', 'a query': "'%20or%20'1'='1", 'long one': 'a'.repeat(3_000) };
    return Object.entries(ids).map(([what, id]) => {
      const path = withParameters(target.op?.edgePath ?? '', () => id);
      const expect = status(400, 403, 404);
      return { what, question: { ...asItsUser(target), path }, expect };
    });
  },
};

const overlong: Trick = {
  ...pathTrick,
  id: 'overlong-path',
  guarantee: 'a path of 70 kB is refused as too large',
  aims: isTheGateway,
  shots: () =>
    [...publicPaths, '/'].map((path) => ({
      what: path,
      question: { method: 'GET', path: `${path}?${'a'.repeat(70_000)}` },
      expect: refused('headers-too-large'),
    })),
};

export const pathTricks: readonly Trick[] = [spelling, publicDoor, strangeIds, overlong];
