import { Buffer } from 'node:buffer';

/**
 * Placeholders of `.env.example` files, plain or in base64. No deployment may use them, not even a local
 * one.
 */
const placeholderPattern = /change-?me/i;

/** Passwords that stand in the pages of this repository, so that every reader knows them. */
const publishedSecrets = new Set([
  'three quiet rivers meet',
  'seven small islands meet',
  'a cloud is a visible mass',
  'five green hills rise',
]);

/** Words and runs that guessing begins with. What remains of a secret without them must still be long. */
const guessedWords = [
  ...['password', 'passwort', 'postgres', 'secret', 'admin', 'root', 'test', 'default', 'example', 'qdrant'],
  ...[
    'redis',
    'valkey',
    'service',
    'database',
    'teacher',
    'school',
    'qwertz',
    'qwerty',
    'welcome',
    'letmein',
  ],
  ...['01234567890', '9876543210', 'abcdefghijklmnopqrstuvwxyz'],
];

const minSecretCharacters = 16;
const minDistinctCharacters = 8;
const minUnguessedCharacters = 10;
const minRunCharacters = 4;

const isPlaceholder = (secret: string): boolean =>
  placeholderPattern.test(secret) ||
  placeholderPattern.test(Buffer.from(secret, 'base64').toString('latin1'));

/** The secret without guessed words, and without pieces of runs such as `1234`. */
const withoutGuesses = (secret: string): string => {
  let rest = secret.toLowerCase();
  for (const word of guessedWords) {
    for (let length = word.length; length >= minRunCharacters; length -= 1) {
      for (let from = 0; from + length <= word.length; from += 1)
        rest = rest.replaceAll(word.slice(from, from + length), '');
      if (!isRun(word)) break;
    }
  }
  return rest.replaceAll(/[^\p{L}\p{N}]/gu, '');
};

const isRun = (word: string): boolean => /^(0123|9876|abcd)/.test(word);

/** Whether a secret is short, guessable, repetitive, or readable in this repository. */
export const isWeakSecret = (secret: string): boolean =>
  secret.length < minSecretCharacters ||
  isPlaceholder(secret) ||
  publishedSecrets.has(secret) ||
  new Set(secret).size < minDistinctCharacters ||
  /^(.{1,8}?)\1+$/.test(secret) ||
  withoutGuesses(secret).length < minUnguessedCharacters;

/** Keys of model servers, which belong to those servers. */
const foreignKeys = new Set(['OPENAI_API_KEY', 'EMBEDDING_API_KEY', 'RERANK_API_KEY']);

/** Variables that hold a secret of this installation. The key of a model server is not one. */
const isSecretName = (name: string): boolean =>
  /(^|_)(SECRETS?|PASSWORDS?|API_KEY|AUTH)(_|$)/.test(name) && !foreignKeys.has(name);

/** Stores that production never calls without a secret. */
const isDemandedSecret = (name: string): boolean => name === 'QDRANT_API_KEY';
const needsPassword = (name: string): boolean => /(^|_)(DATABASE|REDIS)_URL$/.test(name);

const advice = 'use at least 16 random characters (npm run secrets)';

const faultOfSecret = (name: string, value: string, isLocal: boolean): string[] => {
  if (value === '') {
    const isMissing = !isLocal && isDemandedSecret(name);
    return isMissing ? [`${name}: is missing; ${advice}`] : [];
  }
  const isRefused = isLocal ? isPlaceholder(value) : isWeakSecret(value);
  return isRefused ? [`${name}: is weak or a default; ${advice}`] : [];
};

/** A password of a URL as its reader sees it. A malformed escape stays as it is. */
const decoded = (password: string): string => {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
};

const faultOfUrl = (name: string, value: string, isLocal: boolean): string[] => {
  if (!URL.canParse(value)) return [];
  const password = decoded(new URL(value).password);
  if (password === '') {
    const isMissing = !isLocal && needsPassword(name);
    return isMissing ? [`${name}: has no password; ${advice}`] : [];
  }
  const isRefused = isLocal ? isPlaceholder(password) : isWeakSecret(password);
  return isRefused ? [`${name}: its password is weak or a default; ${advice}`] : [];
};

/**
 * One sentence for every variable whose secret is not acceptable, also for a password inside a URL. In local
 * mode only placeholders are refused.
 *
 * @param names the variables that the program reads; one that is absent counts as empty.
 */
export const faultsOfSecrets = (
  environment: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string[] => {
  const isLocal = environment.DEPLOYMENT_MODE === 'local';
  return names.flatMap((name) => {
    const value = environment[name] ?? '';
    if (typeof value !== 'string') return [];
    if (name.endsWith('_URL')) return faultOfUrl(name, value, isLocal);
    return isSecretName(name) ? faultOfSecret(name, value, isLocal) : [];
  });
};
