import { z } from 'zod';

/** Any UUID in canonical text form, lower or upper case. */
export const uuid = z.guid();
/** An instant of RFC 3339. Answers carry UTC, as `Date.prototype.toISOString` writes it. */
export const instant = z.iso.datetime({ offset: true });

export const roles = ['student', 'teacher', 'admin'] as const;
export const role = z.enum(roles).meta({ id: 'Role' });
export type Role = z.infer<typeof role>;
/** The roles that may upload material, and make and mark exams. */
export const teachingRoles = ['teacher', 'admin'] as const;

export const serviceNames = ['auth', 'user', 'chat', 'rag', 'exam', 'notification'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The institution that exists from the start. */
export const defaultInstitutionId = '00000000-0000-4000-8000-000000000001';

/** The issuer and the audience of access tokens (`iss` and `aud`). */
export const tokenIssuer = 'urn:ai-teacher:auth';
export const tokenAudience = 'urn:ai-teacher:api';

export const email = z.string().trim().max(254).pipe(z.email());

/** A token that clients store and send back without reading it. */
export const opaqueToken = z.string().min(1).max(512);

/** One line of text from a person: not blank, no control characters, at most `max` UTF-16 units. */
export const singleLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern rejects control characters.
    .regex(/^[^\u0000-\u001f\u007f]*$/u, 'must not contain control characters');
