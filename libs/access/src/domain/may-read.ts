import { type AudienceKey, institutionKey } from './audience.ts';
import { dayIn } from './days/day-in.ts';
import type { Standing } from './standing.ts';

/** A document, exam or announcement, as far as the rule of reading needs it. */
export type Resource = {
  readonly institutionId: string;
  readonly ownerId: string;
  /** The audience of the resource. Without an entry the resource is private. */
  readonly audience: readonly AudienceKey[];
  /** The people from whom the resource is withheld. A refusal beats every permission of the audience. */
  readonly excluded: readonly AudienceKey[];
  /** The units of the audience's classes and units, and all units above them (`access_units_above`). */
  readonly unitsAbove: readonly string[];
  /** When each key was added, as instants of ISO 8601. */
  readonly sharedSince?: Readonly<Record<string, string>>;
};

/** The rule that decided. The first rule that applies decides, in this order. */
export type ReadRule =
  | 'other-institution'
  | 'owner'
  | 'private'
  | 'institution-admin'
  | 'unit-admin'
  | 'excluded'
  | 'institution'
  | 'class'
  | 'unit'
  | 'not-shared';

export type Decision<Rule extends string = ReadRule> = {
  readonly allowed: boolean;
  readonly rule: Rule;
  /** The entry of the audience that decided; null for rules without one. */
  readonly key: AudienceKey | null;
  /** The day or the instant since which the rule decides; null when this service does not know it. */
  readonly since: string | null;
  /** The permission of a membership that the rule `excluded` beats. */
  readonly overruled?: AudienceKey | null;
};

/**
 * `read`: by id and in lists; includes the oversight of admins. `find`: in searches; only what a person
 * owns or is a member of.
 */
export type Purpose = 'read' | 'find';

/**
 * Decides whether a person may read a resource. `readableRows` states the same rule in SQL; a test
 * compares both over random data.
 */
export const mayRead = (resource: Resource, standing: Standing, purpose: Purpose = 'read'): Decision => {
  const { audience, excluded, ownerId, institutionId } = resource;
  if (institutionId !== standing.institutionId) return denied('other-institution');
  if (ownerId === standing.userId) return allowed('owner');
  if (audience.length === 0) return denied('private');
  const oversight = purpose === 'read' ? overseenBy(resource, standing) : undefined;
  if (oversight !== undefined) return oversight;
  const { memberOf } = standing;
  const refusal = excluded.find((key) => memberOf.includes(key));
  const permission = permissionOf(resource, standing);
  if (refusal === undefined) return permission ?? denied('not-shared');
  const since = sinceOf(refusal, resource, standing);
  return { allowed: false, rule: 'excluded', key: refusal, since, overruled: permission?.key ?? null };
};

/** The permission of a membership: the first entry of the audience to which the person belongs today. */
export const permissionOf = (
  resource: Pick<Resource, 'audience' | 'sharedSince'>,
  standing: Standing,
): Decision | undefined => {
  const key = resource.audience.find((shared) => standing.memberOf.includes(shared));
  if (key === undefined) return undefined;
  return { allowed: true, rule: ruleOf(key), key, since: sinceOf(key, resource, standing) };
};

const overseenBy = ({ unitsAbove }: Resource, standing: Standing): Decision | undefined => {
  if (standing.accountRole === 'admin') return allowed('institution-admin');
  const role = standing.administers.find(({ unitId }) => unitsAbove.includes(unitId));
  if (role === undefined) return undefined;
  return { allowed: true, rule: 'unit-admin', key: `unit:${role.unitId}`, since: role.since };
};

const allowed = (rule: ReadRule): Decision => ({ allowed: true, rule, key: null, since: null });
const denied = (rule: ReadRule): Decision => ({ allowed: false, rule, key: null, since: null });

const ruleOf = (key: AudienceKey): ReadRule => {
  if (key.startsWith('class:')) return 'class';
  return key.startsWith('unit:') ? 'unit' : 'institution';
};

/**
 * The later one of the sharing and the membership. A membership begins with its first day in the institution,
 * so a sharing is later when it happened on that day or after it there.
 */
const sinceOf = (
  key: AudienceKey,
  resource: Pick<Resource, 'sharedSince'>,
  standing: Standing,
): string | null => {
  const shared = resource.sharedSince?.[key];
  const member = standing.memberSince[key];
  if (shared === undefined) return member ?? null;
  if (member === undefined) return shared;
  return dayIn(standing.timeZone, new Date(shared)) >= member ? shared : member;
};

/** The audience that `visibility: institution` stands for. */
export const wholeInstitution = (institutionId: string): readonly AudienceKey[] => [
  institutionKey(institutionId),
];
