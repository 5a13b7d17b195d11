import { randomBytes } from 'node:crypto';
import { invite, register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { listNotifications, markNotificationRead } from '@ai-teacher/contracts/notification/inbox.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import { createEdgeClient, type EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { promised } from './expectation.ts';
import type { Narrator } from './transcript.ts';

export type Credentials = { readonly email: string; readonly password: string };
/** A person of the story, signed in. */
export type Person = { readonly name: string; readonly role: Role; readonly client: EdgeClient };
export type Stage = { readonly gatewayUrl: string; readonly narrator: Narrator };

const clientOf = ({ gatewayUrl, narrator }: Stage, who: string): EdgeClient =>
  createEdgeClient({ gatewayUrl, observe: (exchange) => narrator.exchange(who, exchange) });

/** Signs a person in and checks who the system thinks it is. */
export const enter = async (
  stage: Stage,
  person: Credentials & { name: string; role: Role },
): Promise<Person> => {
  const { name, role, email, password } = person;
  const signedIn = await clientOf(stage, name).call(signIn, { body: { email, password } });
  const client = clientOf(stage, name).as(signedIn.answer.accessToken);
  const { answer: me } = await client.call(readMe, {});
  promised(`${name} is known as ${role}`, me.role === role, me.role);
  stage.narrator.tell(`signed in as ${me.role}`);
  return { name, role, client };
};

/** New people at each run, so that the demo can be played again and again. */
const newcomer = (name: string): Credentials & { name: string } => ({
  name,
  email: `${name.toLowerCase().replace(/\W+/g, '.')}.${randomBytes(4).toString('hex')}@school.example`,
  password: `demo ${randomBytes(12).toString('base64url')}`,
});

/** An admin invites a teacher, who registers with the invitation. */
export const enterTeacher = async (stage: Stage, admin: Person, name: string): Promise<Person> => {
  const teacher = newcomer(name);
  const invitation = await admin.client.call(invite, { body: { email: teacher.email, role: 'teacher' } });
  const { invitationToken } = invitation.answer;
  const { answer } = await clientOf(stage, name).call(register, { body: { ...teacher, invitationToken } });
  promised('an invitation makes a teacher', answer.role === 'teacher', answer.role);
  return enter(stage, { ...teacher, role: 'teacher' });
};

/** Whoever registers without an invitation is a student. */
export const enterStudent = async (stage: Stage, name: string): Promise<Person> => {
  const student = newcomer(name);
  const { answer } = await clientOf(stage, name).call(register, { body: student });
  promised('who registers alone is a student', answer.role === 'student', answer.role);
  return enter(stage, { ...student, role: 'student' });
};

/** Waits for the one notification of a kind about a subject, prints it and marks it as read. */
export const awaitNotification = async (
  { narrator }: Stage,
  { client, name }: Person,
  expected: { type: string; subject: string },
): Promise<void> => {
  const found = await waitUntil(
    async () => {
      const { answer } = await client.call(listNotifications, { query: {} });
      const fitting = answer.items.filter(
        ({ type, subject }) => type === expected.type && subject === expected.subject,
      );
      return fitting.length > 0 && fitting;
    },
    { what: `the notification ${expected.type} of ${name}`, timeoutSeconds: 60, everyMilliseconds: 1_000 },
  );
  promised(`${name} is told of ${expected.type} once`, found.length === 1, found);
  for (const { id, title, body } of found) {
    narrator.tell(`${title}: ${body}`);
    await client.call(markNotificationRead, { params: { id } });
  }
};
