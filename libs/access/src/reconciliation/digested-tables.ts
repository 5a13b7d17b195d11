import type { FactKind } from '@ai-teacher/contracts/access/access-facts.ts';
import { contentOf, type FactTable, factTables } from '../data/fact-tables.ts';
import type { DigestedTable } from './fact-digests.ts';

/** A rename gives a unit a new version and changes no fact, so the parent is compared instead. */
const digested = (kind: FactKind, { table, columns: [{ column: id }] }: FactTable): DigestedTable => ({
  ...{ table, id },
  stamp: kind === 'unit' ? `coalesce(parent_id::text, '')` : 'version::text',
  content: contentOf(kind, ({ column }) => column),
});

/** The tables and columns of the projection that digests read. */
export const digestedTables: Readonly<Record<FactKind, DigestedTable>> = {
  unit: digested('unit', factTables.unit),
  class: digested('class', factTables.class),
  enrolment: digested('enrolment', factTables.enrolment),
  'unit-role': digested('unit-role', factTables['unit-role']),
  guardian: digested('guardian', factTables.guardian),
  'sharing-policy': digested('sharing-policy', factTables['sharing-policy']),
  'institution-time-zone': digested('institution-time-zone', factTables['institution-time-zone']),
};
