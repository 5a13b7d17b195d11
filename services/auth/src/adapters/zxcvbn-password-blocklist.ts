import { dictionary } from '@zxcvbn-ts/language-common';
import type { PasswordBlocklist } from '../domain/passwords/ports.ts';

const keyboardAndCountingRuns = [
  '01234567890123456789012345678901234567890123456789',
  '09876543210987654321098765432109876543210987654321',
  'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm1234567890',
  '1234567890qwertyuiopasdfghjklzxcvbnm',
];

/** The shortest text whose repetition is `text`; `text` itself when it is no repetition. */
const repeatedUnitOf = (text: string): string => {
  const period = `${text}${text}`.indexOf(text, 1);
  return text.slice(0, period);
};

/**
 * Common passwords: an entry of the zxcvbn list, an entry repeated, an entry with digits and signs at its
 * ends, or a run along the keyboard or the alphabet. The comparison ignores case.
 */
export const createPasswordBlocklist = (): PasswordBlocklist => {
  const listed = new Set<string>((dictionary['passwords-common'] as (string | number)[]).map(String));
  const isListed = (text: string): boolean => listed.has(text) || listed.has(repeatedUnitOf(text));
  return {
    isCommon: (password) => {
      const lower = password.toLowerCase();
      const bare = lower.replace(/^[\d!-/:-@[-`{-~]+|[\d!-/:-@[-`{-~]+$/g, '');
      const isRun = keyboardAndCountingRuns.some((run) => run.includes(lower));
      const isOneDigit = /^(\d)\1+$/.test(lower);
      return isListed(lower) || (bare.length >= 4 && isListed(bare)) || isRun || isOneDigit;
    },
  };
};
