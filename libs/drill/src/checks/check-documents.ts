import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { everyEntry, type Inspection, settled } from './inspection.ts';

/** Every accepted book is searchable, and its teacher was notified once. */
export const checkDocuments = (inspection: Inspection): Promise<string[]> =>
  settled(inspection, async () => {
    const { ledger, personOf } = inspection;
    const findings: string[] = [];
    const byTeacher = Map.groupBy(ledger.acknowledged.documents, ({ teacher }) => teacher);
    for (const [name, documents] of byTeacher) {
      const teacher = personOf(name);
      const listed = await everyEntry((cursor) =>
        teacher.call(listDocuments, { query: { limit: 100, ...cursor } }),
      );
      const notified = await everyEntry((cursor) =>
        teacher.call(listNotifications, { query: { limit: 100, ...cursor } }),
      );
      for (const { documentId } of documents) {
        const { status } = listed.find((document) => document.id === documentId) ?? {};
        if (status !== 'ready') findings.push(`the document ${documentId} is ${status ?? 'lost'}`);
        const count = notified.filter(
          ({ type, subject }) => type === 'document.ready' && subject === documentId,
        ).length;
        if (count !== 1) findings.push(`${count} notifications say that the document ${documentId} is ready`);
      }
    }
    return findings;
  });
