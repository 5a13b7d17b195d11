import type { AudienceEntry } from '@ai-teacher/access/domain/audience.ts';
import type { explainAccess as contract, ResourceKind } from '@ai-teacher/contracts/access/explain.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AcademicRepositories } from '../academics/ports.ts';
import type { ClassRepositories } from '../classes/ports.ts';
import { rightsIn } from '../classes/school-class.ts';
import { requireRelatedPerson } from '../people/person.ts';
import type { PersonRepositories } from '../people/ports.ts';
import type { AccessExplanation, Deciders, Resource, ShownPlace } from './ports.ts';

type Repositories = Pick<AcademicRepositories, 'nodes' | 'moves'> &
  Pick<ClassRepositories, 'classes'> &
  PersonRepositories;

export type ExplainAccessDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly clock: Clock;
  readonly deciders: Deciders;
};

/**
 * Explains which rule decides whether a person may read a document or an exam. The service that holds the
 * resource decides and says so; this service knows the people and the names of classes and units.
 *
 * @throws Problem `person-not-found` for a person whom the caller neither is nor looks after.
 */
export const explainAccess =
  ({ unitOfWork, clock, deciders }: ExplainAccessDeps) =>
  async ({ principal, query }: Input<typeof contract>): Promise<AccessExplanation> => {
    const resource = resourceOf(query.resource);
    const personId = query.personId?.toLowerCase() ?? principal.userId;
    const role = await unitOfWork.run(
      (repositories) => roleOf({ ...repositories, clock }, principal, personId),
      { readOnly: true },
    );
    const decision = await deciders.decide(resource, { personId, role });
    const found = await unitOfWork.run(
      async (repositories) => {
        const shown = placesFor({ ...repositories, clock }, principal);
        return {
          place: await shown(decision.place),
          overruled: await shown(decision.overruled),
          carriedBy: await shown(decision.enrolment),
          since: await sinceOf(repositories, principal, decision),
        };
      },
      { readOnly: true },
    );
    return { resource, personId, isSelf: personId === principal.userId, decision, ...found };
  };

const resourceOf = (name: string): Resource => {
  const [kind = '', id = ''] = name.toLowerCase().split(':');
  return { kind: kind as ResourceKind, id };
};

type Asked = Repositories & { readonly clock: Clock };

/** The role of a caller is that of the token. */
const roleOf = async (asked: Asked, principal: Principal, personId: string): Promise<Role> => {
  if (personId === principal.userId) return principal.role;
  return (await requireRelatedPerson(asked, principal, personId)).person.accountRole;
};

type Decision = AccessExplanation['decision'];
type Given = AudienceEntry | Decision['enrolment'];

const organisationOf = ({ institutionId }: Principal) => ({ institutionId, tree: 'organisation' }) as const;

/** Finds what a decision names, as far as the caller may see it. Units are read by the whole institution. */
const placesFor =
  ({ classes, nodes, unitRights, days, clock }: Asked, principal: Principal) =>
  async (given: Given): Promise<ShownPlace | null> => {
    if (given === null) return null;
    const { institutionId } = principal;
    if ('institution' in given) return { kind: 'institution', id: institutionId, name: null };
    if ('unitId' in given) {
      const unit = await nodes.find(organisationOf(principal), given.unitId);
      return unit === undefined ? null : { kind: 'unit', id: unit.id, name: unit.names[0]?.name ?? null };
    }
    const found = await classes.find(institutionId, given.classId);
    if (found === undefined) return null;
    const may = await rightsIn({ classes, unitRights, days, clock }, principal, found);
    return may('read') ? { kind: 'class', id: found.id, name: found.title } : null;
  };

/**
 * The instant of the decision, or of a later move that brought the class of the enrolment below the unit. The
 * projection of the service that decides has no time of a move.
 */
const sinceOf = async (
  { classes, nodes, moves }: Pick<Repositories, 'classes' | 'nodes' | 'moves'>,
  principal: Principal,
  { place, enrolment, rule, since }: Decision,
): Promise<Date | null> => {
  const decided = since === null ? null : new Date(since);
  if (decided === null || rule === 'membership-ended') return decided;
  if (place === null || !('unitId' in place) || enrolment === null) return decided;
  const unit = await nodes.find(organisationOf(principal), place.unitId);
  const given = await classes.find(principal.institutionId, enrolment.classId);
  if (unit === undefined || given === undefined) return decided;
  const moved = await moves.lastInto(unit, given.unitPath);
  return moved !== undefined && moved > decided ? moved : decided;
};
