import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { createEdgeClient, patientRetries } from '@ai-teacher/edge-client/edge-client.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { Finding } from '../finding.ts';
import type { Ledger } from '../ledger.ts';
import type { DrillMesh } from '../mesh/drill-mesh.ts';
import { registerAccount, registerNewcomers } from './newcomer.ts';
import { type Credentials, DrillEnded, Person } from './person.ts';
import type { School } from './school.ts';
import { studentDay } from './student.ts';
import { holdExams, uploadBooks } from './teacher.ts';

const book = 'libs/demo/textbook/water-weather-and-climate.pdf';

export type OpenSchool = { readonly school: School; readonly students: Credentials[] };

/** Lets all people of a school work until it closes. Fulfilled with the people who had to stop. */
export const playSchool = async (
  { school, students }: OpenSchool,
  { credentials }: Pick<DrillMesh, 'credentials'>,
): Promise<Finding[]> => {
  const teacher = () => new Person(credentials.teacher, school);
  const refused: Finding[] = [];
  const activities = [
    ...students.map((student) => studentDay(new Person(student, school), school)),
    uploadBooks(teacher(), school),
    holdExams(teacher(), school),
    registerNewcomers(school),
  ].map((activity) =>
    activity.catch((fault: unknown) => {
      if (!(fault instanceof DrillEnded))
        refused.push({ kind: 'people', harm: 'stuck', text: `a person had to stop: ${fault}` });
    }),
  );
  await Promise.all(activities);
  return refused;
};

/**
 * Returns a function that gives each person of the drill by name, with a new sign-in, after the drill has
 * ended.
 */
export const peopleOf = (
  { gatewayUrl, credentials }: Pick<DrillMesh, 'gatewayUrl' | 'credentials'>,
  ledger: Ledger,
  students: readonly Credentials[],
): ((name: string) => Person) => {
  const closing = { signal: new AbortController().signal };
  const people = new Map<string, Person>();
  for (const person of [...students, credentials.teacher])
    people.set(person.email, new Person(person, { gatewayUrl, ledger, closing }));
  return (name) => {
    const person = people.get(name);
    if (person === undefined) throw new Error(`${name} is not a person of this drill`);
    return person;
  };
};

/** Uploads the book, waits until it is searchable, and registers the students. */
export const openSchool = async (
  { gatewayUrl, credentials }: Pick<DrillMesh, 'gatewayUrl' | 'credentials'>,
  given: { ledger: Ledger; closing: { signal: AbortSignal }; studentCount: number },
): Promise<OpenSchool> => {
  const bytes = await readFile(path.join(repositoryRoot, book));
  const world = createEdgeClient({ gatewayUrl, retry: patientRetries });
  const { answer: tokens } = await world.call(signIn, { body: credentials.teacher });
  const teacher = world.as(tokens.accessToken);
  const file = { name: 'book.pdf', bytes };
  const { documentId } = (await teacher.upload(ingest, { body: { title: 'Water' } }, file)).answer;
  const { answer: events } = await teacher.stream(followDocument, { params: { id: documentId } });
  await Array.fromAsync(events);
  const school = {
    ...{ ...given, gatewayUrl, documentId, book: bytes, exams: [] },
    admin: credentials.admin,
  };
  const students: Credentials[] = [];
  for (let count = 0; count < given.studentCount; count += 1) students.push(await registerAccount(school));
  return { school, students };
};
