import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createSender } from '@ai-teacher/attack/requests/sender.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { Reader } from '../session/readers.ts';

export type Answered = {
  readonly status: number;
  readonly milliseconds: number;
  /** Whether the answer says when to come back. */
  readonly hasRetryAfter: boolean;
};

/** Below the 100 logins of a minute that the gateway admits from an address. */
const loginsPerAddress = 40;
const everyReadMilliseconds = 50;

/** Sends logins and reads of the readers through a gateway. Close it afterwards. */
export const openLogins = (gatewayUrl: string, readers: readonly Reader[]) => {
  const sender = createSender(gatewayUrl);
  // New addresses for each run, because the logins of the last minute still count.
  const network = `127.${randomInt(1, 255)}.${randomInt(255)}`;
  let sent = 0;
  const timed = async (question: Parameters<typeof sender.send>[0], from: string): Promise<Answered> => {
    const start = performance.now();
    const { status, headers } = await sender.send(question, from);
    const milliseconds = performance.now() - start;
    return { status, milliseconds, hasRetryAfter: headers['retry-after'] !== undefined };
  };
  const login = (): Promise<Answered> => {
    const place = sent;
    sent += 1;
    const { email, password } = readers[place % readers.length] as Reader;
    const from = `${network}.${1 + (Math.floor(place / loginsPerAddress) % 250)}`;
    const { method, edgePath = '' } = signIn;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ email, password });
    return timed({ method, path: edgePath, headers, body }, from);
  };
  const read = ({ token }: Reader): Promise<Answered> => {
    const { method, edgePath = '' } = readMe;
    const headers = { authorization: `Bearer ${token}` };
    return timed({ method, path: edgePath, headers }, `${network}.254`);
  };
  return {
    /** Clients that sign in again after each answer. */
    inTurn: async (clients: number, seconds: number): Promise<Answered[]> => {
      const end = performance.now() + seconds * 1_000;
      const answers: Answered[] = [];
      const client = async (): Promise<void> => {
        while (performance.now() < end) answers.push(await login());
      };
      await Promise.all(Array.from({ length: clients }, client));
      return answers;
    },
    /** Logins that arrive evenly, whatever the answers do. */
    arriving: (count: number, seconds: number): Promise<Answered[]> => {
      const start = performance.now();
      const one = async (place: number): Promise<Answered> => {
        await pause(Math.max(0, start + (place * seconds * 1_000) / count - performance.now()));
        return login();
      };
      return Promise.all(Array.from({ length: count }, (_, place) => one(place)));
    },
    /** Reads of other people, one after another, until the promise is settled. */
    readsWhile: async (other: Promise<unknown>): Promise<Answered[]> => {
      let isOver = false;
      const end = () => {
        isOver = true;
      };
      other.then(end, end);
      const answers: Answered[] = [];
      for (let place = 0; !isOver; place += 1) {
        answers.push(await read(readers[place % readers.length] as Reader));
        await pause(everyReadMilliseconds);
      }
      return answers;
    },
    close: () => sender.close(),
  };
};
