import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { FactStore } from '../domain/record-facts.ts';
import { applyFacts, isPersonErased, removePersonFacts } from './apply-facts.ts';

/** The projection in the transaction of `em`. */
export const factStore = (em: EntityManager): FactStore => ({
  apply: (facts) => applyFacts(em, facts),
  removePerson: (personId) => removePersonFacts(em, personId),
  isErased: (personId) => isPersonErased(em, personId),
});
