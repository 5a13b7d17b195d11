import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { type Finding, unlessOnce } from '../finding.ts';
import type { Person } from '../people/person.ts';
import { everyEntry, type Inspection, settled } from './inspection.ts';

/** A word on many pages of the book. */
const query = 'condensation';

/** Every accepted book exists once under its title, a search finds it, and its teacher was notified once. */
export const checkDocuments = (inspection: Inspection): Promise<Finding[]> =>
  settled(inspection, async () => {
    const { ledger, personOf } = inspection;
    const findings: Finding[] = [];
    const byTeacher = Map.groupBy(ledger.acknowledged.documents, ({ teacher }) => teacher);
    for (const [name, documents] of byTeacher) {
      const teacher = personOf(name);
      const listed = await everyEntry((cursor) =>
        teacher.call(listDocuments, { query: { limit: 100, ...cursor } }),
      );
      const notified = await everyEntry((cursor) =>
        teacher.call(listNotifications, { query: { limit: 100, ...cursor } }),
      );
      // Also those whose upload was not acknowledged.
      for (const { id, status } of listed)
        if (status !== 'ready')
          findings.push({ kind: 'documents', harm: 'stuck', text: `the document ${id} is ${status}` });
      for (const { documentId, title } of documents) {
        const named = listed.filter((document) => document.title === title);
        findings.push(...unlessOnce('documents', `the document ${title}`, named.length));
        const isListed = listed.some((document) => document.id === documentId);
        if (!isListed)
          findings.push({ kind: 'documents', harm: 'lost', text: `the document ${documentId} is lost` });
        else if (!(await isFound(teacher, documentId)))
          findings.push({ kind: 'documents', harm: 'lost', text: `no search finds ${documentId}` });
        const count = notified.filter(
          ({ type, subject }) => type === 'document.ready' && subject === documentId,
        ).length;
        findings.push(...unlessOnce('notifications', `the notification of ${documentId}`, count));
      }
    }
    return findings;
  });

const isFound = async (teacher: Person, documentId: string): Promise<boolean> => {
  const { results } = await teacher.call(search, { body: { query, documentIds: [documentId] } });
  return results.some((result) => result.documentId === documentId);
};
