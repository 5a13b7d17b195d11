import type { AccessFact } from '@ai-teacher/contracts/access/access-facts.ts';
import { type EventHandler, type Inbox, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type FactEvent, factsOfEvent } from './facts-of-event.ts';

/** The projection, in one transaction. */
export type FactStore = {
  /** Stores facts, each unless the projection has the same or a newer version of it. */
  readonly apply: (facts: readonly AccessFact[]) => Promise<void>;
  readonly removePerson: (personId: string) => Promise<void>;
  /** Whether the facts of the person were removed, for so long as the projection remembers it. */
  readonly isErased: (personId: string) => Promise<boolean>;
};

export type RecordFactsDeps = {
  readonly unitOfWork: UnitOfWork<{ readonly facts: Pick<FactStore, 'apply'>; readonly inbox: Inbox }>;
};

type FactHandlers = { readonly [Type in FactEvent['type']]: EventHandler<FactEvent> };

/** The handlers of all events that carry facts. A repeated, late or missed event does no harm. */
export const factHandlers = ({ unitOfWork }: RecordFactsDeps): FactHandlers => {
  const record = oncePerEvent(unitOfWork, (event: FactEvent, { facts }) => facts.apply(factsOfEvent(event)));
  return {
    'enrolment.changed': record,
    'class.changed': record,
    'unit.moved': record,
    'unit-role.changed': record,
    'guardian.changed': record,
    'sharing-policy.changed': record,
    'institution-time-zone.changed': record,
  };
};
