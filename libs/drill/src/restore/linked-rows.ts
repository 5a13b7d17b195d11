import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { withClient } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import type { Finding } from '../finding.ts';
import type { DrillMesh } from '../mesh/drill-mesh.ts';

/** Ids in one database that must exist in another one. */
type Link = {
  readonly name: string;
  readonly from: StoringService;
  readonly ids: string;
  readonly to: StoringService;
  readonly known: string;
};

/**
 * The links between databases, as statements that return a column `id`. Each database was dumped at a
 * moment of its own, so a link may lead to a row that the other dump lacks.
 */
const links: readonly Link[] = [
  {
    name: 'a profile without an account',
    ...{ from: 'user', ids: 'select id from profile', to: 'auth', known: 'select id from account' },
  },
  {
    name: 'an account without a profile',
    ...{ from: 'auth', ids: 'select id from account', to: 'user', known: 'select id from profile' },
  },
  {
    name: 'a document without the account of its owner',
    ...{
      from: 'rag',
      ids: 'select owner_id as id from document',
      to: 'auth',
      known: 'select id from account',
    },
  },
  {
    name: 'a session of chat without an account',
    ...{
      from: 'chat',
      ids: 'select user_id as id from chat_session',
      to: 'auth',
      known: 'select id from account',
    },
  },
  {
    name: 'a citation without its document',
    ...{
      from: 'chat',
      ids: 'select document_id as id from chat_citation',
      to: 'rag',
      known: 'select id from document',
    },
  },
  {
    name: 'an attempt without the account of its student',
    ...{
      from: 'exam',
      ids: 'select student_id as id from attempt',
      to: 'auth',
      known: 'select id from account',
    },
  },
  {
    name: 'a notification of a missing document',
    ...{
      from: 'notification',
      ids: `select subject as id from notification where type = 'document.ready'`,
      to: 'rag',
      known: 'select id from document',
    },
  },
  {
    name: 'a notification of a missing attempt',
    ...{
      from: 'notification',
      ids: `select subject as id from notification where type = 'attempt.graded'`,
      to: 'exam',
      known: 'select id from attempt',
    },
  },
];

const idsOf = async (mesh: DrillMesh, service: StoringService, statement: string): Promise<Set<string>> => {
  const { rows } = await withClient(mesh.databaseUrl(service), (client) =>
    client.query<{ id: string }>(statement),
  );
  return new Set(rows.map(({ id }) => id));
};

/** Finds rows whose counterpart in another database is missing. */
export const findHalfLinks = async (mesh: DrillMesh): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const { name, from, ids, to, known } of links) {
    const there = await idsOf(mesh, to, known);
    for (const id of await idsOf(mesh, from, ids))
      if (!there.has(id)) findings.push({ kind: 'links', harm: 'lost', text: `${name}: ${id}` });
  }
  return findings;
};
