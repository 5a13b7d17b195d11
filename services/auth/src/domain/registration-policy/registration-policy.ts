import { domainToASCII } from 'node:url';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';

/** The people who may register without an invitation. A valid invitation is accepted under every policy. */
export type RegistrationPolicy =
  | { readonly kind: 'open' }
  | { readonly kind: 'invited' }
  | { readonly kind: 'domains'; readonly domains: ReadonlySet<string> };

const hostNamePattern = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/**
 * A host name in the form that is compared: lower case, internationalised labels in their ASCII form, without
 * the final dot. Returns the empty text for a text that is not a host name of at least two labels.
 */
export const hostNameOf = (text: string): string => {
  const host = domainToASCII(text.replace(/\.$/, ''));
  return hostNamePattern.test(host) ? host : '';
};

/**
 * Refuses a registration without an invitation that the policy does not admit. The decision depends on the
 * policy and on the domain of the address alone. Therefore the answer and its duration do not reveal whether
 * an account has this address.
 *
 * A domain admits its own addresses only: `school.example` admits no address of `sub.school.example`, whose
 * mailboxes other people may administer.
 *
 * @throws Problem `registration-closed`.
 */
export const assertMayRegister = (policy: RegistrationPolicy, email: string): void => {
  if (policy.kind === 'open') return;
  if (policy.kind === 'invited')
    throw new Problem('registration-closed', { detail: 'Registration requires an invitation.' });
  if (!policy.domains.has(hostNameOf(email.slice(email.lastIndexOf('@') + 1))))
    throw new Problem('registration-closed', {
      detail: 'Registration requires an invitation or an e-mail address of an admitted domain.',
    });
};
