import { randomBytes } from 'node:crypto';
import { invite, register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { listNotifications, markNotificationRead } from '@ai-teacher/contracts/notification/inbox.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import { createEdgeClient, type EdgeClient, patientRetries } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { expectThat } from './expectation.ts';
import type { Transcript } from './transcript.ts';

export type Credentials = { readonly email: string; readonly password: string };
/** A signed-in user of the demo. */
export type User = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly client: EdgeClient;
};
export type Demo = { readonly gatewayUrl: string; readonly transcript: Transcript };

const clientOf = ({ gatewayUrl, transcript }: Demo, userName: string): EdgeClient =>
  createEdgeClient({
    gatewayUrl,
    retry: {
      ...patientRetries,
      onWait: (milliseconds) =>
        transcript.line(`waiting ${Math.ceil(milliseconds / 1_000)} s to send it again`),
    },
    observe: (exchange) => transcript.exchange(userName, exchange),
  });

/** Signs a user in and checks the role that the system reports. */
export const signInUser = async (
  demo: Demo,
  user: Credentials & { name: string; role: Role },
): Promise<User> => {
  const { name, role, email, password } = user;
  const signedIn = await clientOf(demo, name).call(signIn, { body: { email, password } });
  const client = clientOf(demo, name).as(signedIn.answer.accessToken);
  const { answer: me } = await client.call(readMe, {});
  expectThat(`${name} has the role ${role}`, me.role === role, me.role);
  demo.transcript.line(`signed in as ${me.role}`);
  return { id: me.id, name, role, client };
};

/** Each run registers new users, so that the demo can run repeatedly on one installation. */
const newUser = (name: string): Credentials & { name: string } => ({
  name,
  email: `${name.toLowerCase().replace(/\W+/g, '.')}.${randomBytes(4).toString('hex')}@school.example`,
  password: `demo ${randomBytes(12).toString('base64url')}`,
});

/** An admin invites a teacher, who registers with the invitation. */
export const registerTeacher = async (demo: Demo, admin: User, name: string): Promise<User> => {
  const teacher = newUser(name);
  const invitation = await admin.client.call(invite, { body: { email: teacher.email, role: 'teacher' } });
  const { invitationToken } = invitation.answer;
  const { answer } = await clientOf(demo, name).call(register, { body: { ...teacher, invitationToken } });
  expectThat('an invited user becomes a teacher', answer.role === 'teacher', answer.role);
  return signInUser(demo, { ...teacher, role: 'teacher' });
};

/** A user who registers without an invitation, or with the code of an imported student, becomes a student. */
export const registerStudent = async (demo: Demo, name: string, invitationToken?: string): Promise<User> => {
  const student = newUser(name);
  const body = { ...student, ...(invitationToken === undefined ? {} : { invitationToken }) };
  const { answer } = await clientOf(demo, name).call(register, { body });
  expectThat('the user becomes a student', answer.role === 'student', answer.role);
  return signInUser(demo, { ...student, role: 'student' });
};

/** Waits for the only notification of a type about a subject, prints it and marks it as read. */
export const awaitNotification = async (
  { transcript }: Demo,
  { client, name }: User,
  expected: { type: string; subject: string },
): Promise<void> => {
  const found = await waitUntil(
    async () => {
      const { answer } = await client.call(listNotifications, { query: {} });
      const matching = answer.items.filter(
        ({ type, subject }) => type === expected.type && subject === expected.subject,
      );
      return matching.length > 0 && matching;
    },
    { what: `the notification ${expected.type} of ${name}`, timeoutSeconds: 60, everyMilliseconds: 1_000 },
  );
  expectThat(`${name} receives one notification ${expected.type}`, found.length === 1, found);
  for (const { id, title, body } of found) {
    transcript.line(`${title}: ${body}`);
    await client.call(markNotificationRead, { params: { id } });
  }
};
