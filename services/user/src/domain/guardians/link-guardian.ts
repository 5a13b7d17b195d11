import type { linkGuardian as contract } from '@ai-teacher/contracts/user/guardians.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireLookedAfter } from '../people/person.ts';
import { publishGuardianLink } from './guardian-link.ts';
import type { GuardianLimits, GuardianLink, GuardianRepositories } from './ports.ts';

export type LinkGuardianDeps = {
  readonly unitOfWork: UnitOfWork<GuardianRepositories>;
  readonly clock: Clock;
  readonly limits: GuardianLimits;
};

/**
 * Links a guardian to a student whom the caller looks after. Linking them again changes nothing.
 *
 * @throws Problem `person-not-found`, `forbidden`, `guardian-limit-reached`, or `input-invalid` when
 * guardian and student are one person.
 */
export const linkGuardian =
  ({ unitOfWork, clock, limits }: LinkGuardianDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<GuardianLink> =>
    unitOfWork.run(async ({ knownPeople, unitRights, days, people, guardians, outbox }) => {
      const { institutionId, userId } = principal;
      const student = await requireLookedAfter(
        { knownPeople, unitRights, days, clock },
        principal,
        params.id,
      );
      const guardianId = body.guardianId.toLowerCase();
      if (guardianId === student.id)
        throw new Problem('input-invalid', {
          errors: [{ pointer: '/guardianId', message: 'must be another person' }],
        });
      await guardians.lockStudent(student.id);
      const known = await people.lockKnown(institutionId, [student.id, guardianId]);
      if (known.size < 2) throw new Problem('person-not-found');
      const active = await guardians.findActive(student.id, guardianId);
      if (active !== undefined) return active;
      const links = await guardians.count(student.id);
      if (links.active >= limits.guardiansPerStudent) throw new Problem('guardian-limit-reached');
      if (links.all >= limits.guardianLinksPerStudent)
        throw new Problem('guardian-limit-reached', {
          detail: `A student has at most ${limits.guardianLinksPerStudent} links, ended ones included.`,
        });
      const id = crypto.randomUUID();
      const pair = { guardianId, studentId: student.id };
      await guardians.insert({ id, institutionId, ...pair, createdBy: userId, createdAt: clock.now() });
      const link = requireLink(await guardians.find(institutionId, id));
      await publishGuardianLink({ outbox }, { ...link, isEnded: false });
      return link;
    });

const requireLink = (link: GuardianLink | undefined): GuardianLink => {
  if (link === undefined) throw new Problem('guardian-not-found');
  return link;
};
