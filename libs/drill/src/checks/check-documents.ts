import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { type Finding, unlessOnce } from '../finding.ts';
import { everyEntry, type Inspection, settled } from './inspection.ts';

/** Every accepted book exists once under its title, is searchable, and its teacher was notified once. */
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
      for (const { documentId, title } of documents) {
        const named = listed.filter((document) => document.title === title);
        findings.push(...unlessOnce('documents', `the document ${title}`, named.length));
        const { status } = listed.find((document) => document.id === documentId) ?? {};
        if (status !== 'ready') {
          const text = `the document ${documentId} is ${status ?? 'lost'}`;
          findings.push({ kind: 'documents', harm: status === undefined ? 'lost' : 'stuck', text });
        }
        const count = notified.filter(
          ({ type, subject }) => type === 'document.ready' && subject === documentId,
        ).length;
        findings.push(...unlessOnce('notifications', `the notification of ${documentId}`, count));
      }
    }
    return findings;
  });
