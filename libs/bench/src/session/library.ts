import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import type { Credentials } from '@ai-teacher/local-mesh/mesh/accounts.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import type { Session } from './session.ts';

/** The book that ships with the project. */
const shippedBooks = 'libs/demo/textbook';
const maxListed = 100;
/** A book may wait long on a busy machine; the figure says so, the run goes on. */
const timeoutMilliseconds = 600_000;

export type Book = { readonly title: string; readonly bytes: Uint8Array };

/** The PDFs of a folder and of the folders in it, by name. */
export const readBooks = async (folder = path.join(repositoryRoot, shippedBooks)): Promise<Book[]> => {
  const files = (await Array.fromAsync(glob('**/*.{pdf,PDF}', { cwd: folder }))).sort();
  if (files.length === 0) throw new Error(`${folder} holds no PDF`);
  return Promise.all(
    files.map(async (file) => ({
      title: path.parse(file).name,
      bytes: await readFile(path.join(folder, file)),
    })),
  );
};

/** The accounts of the mesh. @throws Error for a mesh without accounts. */
export const credentialsOf = ({ mesh }: Session): Credentials => {
  if (mesh.credentials === undefined) throw new Error('this mesh has no accounts');
  return mesh.credentials;
};

/** A client of the mesh's first teacher. */
export const teacherOf = (session: Session): Promise<EdgeClient> =>
  signedInClient(session.mesh.addresses.gatewayUrl, credentialsOf(session).teacher);

/**
 * A client of a teacher of this run alone. No item resembles one of the teacher's earlier exams, so after
 * some runs a book has no further items for the same teacher.
 */
export const newTeacherOf = async (session: Session): Promise<EdgeClient> => {
  const { gatewayUrl } = session.mesh.addresses;
  const { teacher } = await ownPeople(gatewayUrl, credentialsOf(session).admin, ['teacher']);
  return signedInClient(gatewayUrl, teacher);
};

/** Uploads a book and waits until it is searchable. @throws Error when its reading fails. */
export const uploadBook = async (
  teacher: EdgeClient,
  { title, bytes }: Book,
): Promise<{ documentId: string; pages: number }> => {
  const file = { name: 'book.pdf', bytes };
  const { documentId } = (await teacher.upload(ingest, { body: { title }, timeoutMilliseconds }, file))
    .answer;
  const { answer: events } = await teacher.stream(followDocument, {
    params: { id: documentId },
    timeoutMilliseconds,
  });
  for await (const event of events) {
    if (event.event === 'progress') continue;
    if (event.event === 'done' && event.data.status === 'ready')
      return { documentId, pages: event.data.pages ?? 0 };
    throw new Error(`${title} was not read: ${JSON.stringify(event.data)}`);
  }
  throw new Error(`${title} was not read: its stream ended early`);
};

/** Uploads the books that the library of an earlier run does not hold yet. */
export const fillLibrary = async (session: Session): Promise<void> => {
  const teacher = await teacherOf(session);
  const { answer } = await teacher.call(listDocuments, { query: { limit: maxListed } });
  const held = new Set(answer.items.filter(({ status }) => status === 'ready').map(({ title }) => title));
  const missing = (await readBooks(session.options.dir)).filter(({ title }) => !held.has(title));
  for (const book of missing) {
    session.progress.working('library', book.title);
    await uploadBook(teacher, book);
  }
  session.progress.healthy('library');
};
