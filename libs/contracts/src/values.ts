import { z } from 'zod';
import { identifier, label } from './text.ts';

/** Any UUID in canonical text form, lower or upper case. */
export const uuid = z.guid();
/** Writes an instant in UTC: an offset may move it beyond the years that four digits name. */
const isoOf = (text: string): string => {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString();
};
/**
 * An instant of RFC 3339. Answers carry UTC, as `Date.prototype.toISOString` writes it. The first year is 1,
 * because PostgreSQL has no year 0.
 */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => /^(?!0000)\d/.test(isoOf(text)), 'must be between the years 1 and 9999 in UTC');

/** A day of the calendar, `2026-09-01`. The first year is 1, because PostgreSQL has no year 0. */
export const day = z.iso.date().refine((text) => !text.startsWith('0000'), 'must not be in the year 0');

export const roles = ['student', 'teacher', 'admin'] as const;
export const role = z.enum(roles).meta({ id: 'Role' });
export type Role = z.infer<typeof role>;
/** The roles that may upload material, and make and mark exams. */
export const teachingRoles = ['teacher', 'admin'] as const;

/** The roles of a person in a class. */
export const enrolmentRole = z.enum(['student', 'teacher', 'co-teacher']).meta({ id: 'EnrolmentRole' });
export type EnrolmentRole = z.infer<typeof enrolmentRole>;

/** The roles of a person in a unit of the organisation, and in all units below it. */
export const unitRole = z.enum(['admin']).meta({ id: 'RoleInUnit' });
export type UnitRole = z.infer<typeof unitRole>;

/** The services with a database of their own. They verify users and call each other through the mesh. */
export const storingServices = ['auth', 'user', 'chat', 'rag', 'exam', 'notification'] as const;
export type StoringService = (typeof storingServices)[number];

/** All services. `web` only serves pages: it has no database, no users and no rights at the mesh. */
export const serviceNames = [...storingServices, 'web'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The institution that exists from the start. */
export const defaultInstitutionId = '00000000-0000-4000-8000-000000000001';

/** The issuer and the audience of access tokens (`iss` and `aud`). */
export const tokenIssuer = 'urn:ai-teacher:auth';
export const tokenAudience = 'urn:ai-teacher:api';

/** An e-mail address of an account, as answers and events give it. */
export const knownEmail = identifier({ max: 320, pattern: /^[^\p{C}]*$/u, fault: 'must be one line' });

/**
 * The e-mail with its domain as DNS writes it: `kim@schule-köln.example` and its ASCII form are one address.
 * A domain that DNS cannot write stays, and is then refused.
 */
export const withAsciiDomain = (given: string): string => {
  const at = given.lastIndexOf('@');
  const domain = given.slice(at + 1);
  // With one of these signs, an address of the web would have more parts than a domain.
  if (at < 0 || /^\p{ASCII}*$/u.test(domain) || /[:/?#\\[\]]/u.test(domain)) return given;
  const url = URL.parse(`http://${domain}`);
  return url === null || url.host === '' ? given : `${given.slice(0, at)}@${url.host}`;
};

/**
 * The e-mail in the form that is compared. NFKC comes before the lower case, so that look-alikes are one
 * account. Both spellings of an international domain are one address.
 */
export const emailKeyOf = (given: string): string =>
  withAsciiDomain(given.trim().normalize('NFKC').toLowerCase());

/** The pattern of zod, in which the last label may also be an international one: `xn--h2brj9c` for भारत. */
const emailPattern = new RegExp(
  z.regexes.email.source.replace('[A-Za-z]{2,}$', '(?:[A-Za-z]{2,}|[Xx][Nn]--[A-Za-z0-9-]*[A-Za-z0-9])$'),
);

export const email = label({ max: 254 })
  .overwrite(withAsciiDomain)
  .pipe(z.email({ pattern: emailPattern }));

/** A token that clients store and send back without reading it. */
export const opaqueToken = identifier({ max: 512 });

/** Letters and digits that do not look alike in print or handwriting: no 0 O, 1 I L, 2 Z, 5 S, 8 B. */
export const codeAlphabet = '34679ACDEFGHJKMNPQRTUVWXY';
/** Number of letters of the code with which an invited person registers or joins a class: 74 bits. */
export const invitationCodeLetters = 16;

/** A name, title or label from a person, with at most `max` characters. */
export const singleLine = (max: number) => label({ max });
