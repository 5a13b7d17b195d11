import { dictionary } from '@zxcvbn-ts/language-common';
import type { PasswordBlocklist } from '../domain/passwords/ports.ts';

const productNames = ['AI Teacher', 'ai-teacher', 'ai_teacher'];

/** The shortest text whose repetition is `text`; `text` itself when it is no repetition. */
const repeatedUnitOf = (text: string): string => {
  const period = `${text}${text}`.indexOf(text, 1);
  return text.slice(0, period);
};

/**
 * Common passwords: an entry of the zxcvbn list, an entry repeated, or an entry with digits and signs at its
 * ends. The comparison ignores case.
 *
 * @param institutionName undefined when the operator names no institution.
 */
export const createPasswordBlocklist = (institutionName: string | undefined): PasswordBlocklist => {
  const listed = new Set<string>((dictionary['passwords-common'] as (string | number)[]).map(String));
  const isListed = (text: string): boolean => listed.has(text) || listed.has(repeatedUnitOf(text));
  return {
    isCommon: (password) => {
      const lower = password.toLowerCase();
      const bare = lower.replace(/^[\d!-/:-@[-`{-~]+|[\d!-/:-@[-`{-~]+$/g, '');
      return isListed(lower) || (bare.length >= 4 && isListed(bare));
    },
    localNames: [...productNames, ...(institutionName === undefined ? [] : [institutionName])],
  };
};
