import type { AccessFact, FactOf } from '@ai-teacher/contracts/access/access-facts.ts';
import type { EnvelopeOf, EventDataOf } from '@ai-teacher/contracts/events.ts';

/** The events that carry facts about rights. */
export type FactEvent = EnvelopeOf<
  | 'enrolment.changed'
  | 'class.changed'
  | 'unit.moved'
  | 'unit-role.changed'
  | 'guardian.changed'
  | 'sharing-policy.changed'
  | 'institution-time-zone.changed'
>;

/** The facts that an event states. A path names each unit on it with its parent. */
export const factsOfEvent = ({ type, data, institutionId }: FactEvent): readonly AccessFact[] => {
  switch (type) {
    case 'enrolment.changed':
      return [{ kind: 'enrolment', institutionId, ...data }];
    case 'class.changed': {
      const { unitPath, ...given } = data;
      const unitId = unitPath.at(-1)?.unitId;
      return unitId === undefined
        ? []
        : [...unitsOnPath(unitPath, institutionId), { kind: 'class', institutionId, unitId, ...given }];
    }
    case 'unit.moved':
      return unitsOnPath(data.unitPath, institutionId);
    case 'unit-role.changed':
      return [{ kind: 'unit-role', institutionId, ...data }];
    case 'guardian.changed':
      return [{ kind: 'guardian', institutionId, ...data }];
    case 'sharing-policy.changed':
      return [{ kind: 'sharing-policy', institutionId, ...data }];
    case 'institution-time-zone.changed':
      return [{ kind: 'institution-time-zone', institutionId, ...data }];
  }
};

const unitsOnPath = (
  path: EventDataOf<'unit.moved'>['unitPath'],
  institutionId: string,
): readonly FactOf<'unit'>[] =>
  path.map(({ unitId, version }, at) => ({
    kind: 'unit',
    institutionId,
    unitId,
    parentId: path[at - 1]?.unitId ?? null,
    version,
  }));
