import { confirmRoster, importRoster, readRoster } from '@ai-teacher/contracts/rosters/rosters.ts';
import { listClasses } from '@ai-teacher/contracts/user/classes.ts';
import { listEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { inviteToClass } from '@ai-teacher/contracts/user/join-codes.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { expectThat } from '../expectation.ts';
import { type Demo, registerStudent, type User } from '../users.ts';
import { rosterStudent, smallRoster } from './small-roster.ts';
import { zipFiles } from './zip-files.ts';

const waitForStatus = async (admin: User, id: string, wanted: 'ready' | 'applied'): Promise<void> => {
  const { answer } = await waitUntil(
    async () => {
      const read = await admin.client.call(readRoster, { params: { id } });
      return !['queued', 'checking', 'applying'].includes(read.answer.status) && read;
    },
    { what: 'the import', timeoutSeconds: 60, everyMilliseconds: 500 },
  );
  expectThat(`the import is ${wanted}`, answer.status === wanted && answer.faults === 0, answer);
};

/**
 * Imports a small roster as the admin, and invites its student. The student registers with the code of the
 * slip and finds the class.
 */
export const importSmallRoster = async (demo: Demo, admin: User): Promise<void> => {
  const { title, files } = smallRoster();
  const upload = { name: 'roster.zip', bytes: await zipFiles(files) };
  const { id } = (await admin.client.upload(importRoster, { body: {} }, upload)).answer;
  await waitForStatus(admin, id, 'ready');
  await admin.client.call(confirmRoster, { params: { id } });
  await waitForStatus(admin, id, 'applied');
  const { items } = (await admin.client.call(listClasses, { query: {} })).answer;
  const made = items.find((item) => item.title === title);
  expectThat('the import made the class', made !== undefined, items);
  const invited = await admin.client.call(inviteToClass, { params: { id: made.id }, body: {} });
  const [slip] = invited.answer.items;
  expectThat('the student has a slip with a code', slip?.name === rosterStudent, invited.answer);
  const student = await registerStudent(demo, 'Lou', slip.code);
  expectThat('the account is that of the imported person', student.id === slip.personId, student.id);
  const own = await student.client.call(listEnrolments, { query: {} });
  const titles = own.answer.items.map(({ classTitle }) => classTitle);
  expectThat('the student finds the class', String(titles) === title, titles);
  demo.transcript.line(`${rosterStudent} registered with the code of a slip, and sees ${title}`);
};
