/** @mesh shared */
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { changeDocument } from '@ai-teacher/contracts/rag/library.ts';
import { addEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { enter, makeClass, type Person, whenKnown } from '../gateway/support/a-class.ts';
import { readTheBook } from '../telemetry/read-the-book.ts';
import list from './book-questions.json' with { type: 'json' };

jest.setTimeout(240_000);

/** The limit of questions a minute is 20 for each person. */
const questionsOfStudent = 19;
const declined = 'declined';

const questions = [...list.answered.flatMap(([question = '']) => question), ...list.declined];

/** Students of one class, with whom a teacher shares the textbook of the demo. */
const openClass = async (): Promise<{
  readonly students: readonly Person[];
  readonly documentId: string;
}> => {
  const { gatewayUrl, credentials } = await runningMesh();
  const people = await ownPeople(gatewayUrl, credentials.admin, ['admin', 'teacher']);
  const admin = await enter(gatewayUrl, people.admin);
  const teacher = await enter(gatewayUrl, people.teacher);
  const count = Math.ceil(questions.length / questionsOfStudent);
  const students = await Promise.all(
    Array.from({ length: count }, async () => {
      const { student } = await ownPeople(gatewayUrl, credentials.admin, ['student']);
      return enter(gatewayUrl, student);
    }),
  );
  const { class: classId } = await makeClass(admin, 'Geography');
  const enrolments = [
    { personId: teacher.id, role: 'teacher' as const },
    ...students.map(({ id }) => ({ personId: id, role: 'student' as const })),
  ];
  await admin.client.call(addEnrolments, { params: { id: classId }, body: { enrolments } });
  const { documentId } = await readTheBook(teacher.client, 'Water, Weather and Climate');
  await whenKnown('the class in rag', () =>
    teacher.client.call(changeDocument, { params: { id: documentId }, body: { audience: [{ classId }] } }),
  );
  return { students, documentId };
};

describe('questions about the shipped textbook, through the search', () => {
  let answers: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const { students, documentId } = await openClass();
    const askOne = async (student: Person, question: string): Promise<[string, string]> => {
      const body = { message: question, documentIds: [documentId] };
      const { answer, citations } = (await student.client.call(ask, { body })).answer;
      return [question, citations.length === 0 ? declined : answer.replaceAll('*', '').toLowerCase()];
    };
    const asked = students.map(async (student, at) => {
      const own = questions.slice(at * questionsOfStudent, (at + 1) * questionsOfStudent);
      const given: [string, string][] = [];
      for (const question of own) given.push(await askOne(student, question));
      return given;
    });
    answers = new Map((await Promise.all(asked)).flat());
  });

  it.each(list.answered)('“%s” is answered with “%s”', (question = '', words = '') => {
    expect(answers.get(question)).toContain(words.toLowerCase());
  });

  it.each(list.declined)('“%s” is declined', (question) => {
    expect(answers.get(question)).toBe(declined);
  });
});
