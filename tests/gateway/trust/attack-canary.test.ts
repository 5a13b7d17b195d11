import { randomUUID } from 'node:crypto';
import { totalsOf } from '@ai-teacher/attack/report.ts';
import { createSender, type Sender } from '@ai-teacher/attack/requests/sender.ts';
import { runAttack } from '@ai-teacher/attack/run-attack.ts';
import type { Family, Student, Trick } from '@ai-teacher/attack/trick.ts';
import { everyTrick } from '@ai-teacher/attack/tricks/every-trick.ts';
import { invite } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { readClass } from '@ai-teacher/contracts/user/classes.ts';
import { receiveUserEvent } from '@ai-teacher/contracts/user/events.ts';
import { changeNeeds } from '@ai-teacher/contracts/user/people.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshAddress } from '../support/ask.ts';
import type { Handler } from '../support/recording-service.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';
import { keySetOf } from '../support/tokens.ts';

let standIn: StandInMesh;
let sender: Sender;
beforeAll(async () => {
  standIn = await startStandInMesh();
  sender = createSender(`http://127.0.0.1:${standIn.edgePort}`);
});
afterAll(async () => {
  sender.close();
  await standIn.stop();
});

const newStudent = (): Student => {
  const id = randomUUID();
  return { id, accessToken: standIn.tokenFor(id), refreshToken: randomUUID() };
};

/** The number of broken guarantees of a family at a few operations of each kind. */
const brokenOf = async (family: Family, refusedBy: Trick['refusedBy'] = 'gateway'): Promise<number> => {
  const attack = await runAttack({
    sender,
    students: [newStudent(), newStudent(), newStudent(), newStudent()],
    publishedKeys: keySetOf(standIn.publishedKeys).keys,
    targets: [readMe, invite, signIn, readKeySet, listDocuments, receiveUserEvent, undefined],
    tricks: everyTrick.filter((trick) => trick.family === family && trick.refusedBy === refusedBy),
    addressOf: freshAddress,
  });
  return totalsOf(attack).broken;
};

/** The number of operations of a class at which the attack as another class succeeds. */
const brokenInClass = async (maxSeconds = 600): Promise<number> => {
  const ids = { class: randomUUID(), student: randomUUID() };
  const attack = await runAttack({
    sender,
    students: [newStudent()],
    publishedKeys: keySetOf(standIn.publishedKeys).keys,
    school: {
      ids,
      resource: `document:${randomUUID()}`,
      markers: ['zqOwnClass'],
      attackers: [{ what: 'a student of another class', accessToken: newStudent().accessToken }],
    },
    targets: [readClass, changeNeeds, readMe],
    tricks: everyTrick.filter(({ family }) => family === 'foreign-class'),
    addressOf: freshAddress,
    maxSeconds,
  });
  expect(attack.outcomes.filter(({ state }) => state === 'nothing')).toHaveLength(1);
  return totalsOf(attack).broken;
};
const patience = { timeoutSeconds: 20, everyMilliseconds: 100 };

/** A service that trusts identity headers. It serves the key set to every caller. */
const credulous: Handler = ({ url, headers }, response) => {
  const id = headers['x-user-id'] ?? headers['x-user-institution'] ?? 'no-user';
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(url === readKeySet.path ? keySetOf(standIn.publishedKeys) : { id }));
};
/** A service that answers a failure with its stack trace. */
const talkative: Handler = (_, response) => {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Error: nothing\n    at find (find.ts:7)');
};

/** A service that refuses every input, one that calls a refused input an outage, and one without room. */
const answeringWith =
  (code: 'input-invalid' | 'database-unavailable' | 'class-not-found' | 'overloaded', faults = 1): Handler =>
  ({ headers }, response) => {
    const requestId = String(headers['x-request-id']);
    const problem = new Problem(code, { errors: Array(faults).fill({ pointer: '/a', message: 'is wrong' }) });
    const type = {
      'content-type': 'application/problem+json',
      'x-request-id': requestId,
      'retry-after': '1',
    };
    response.writeHead(problem.status, type).end(JSON.stringify(problem.toBody(requestId)));
  };

type Break = readonly [family: Family, what: string, file: string, good: RegExp, bad: string];
const catchAll = /- match: \{ prefix: \/ \}\n +requires: \{ provider_name: access-token \}/;

/** The gap that one missing or changed line would open, and the family that must report it. */
const breaks: readonly Break[] = [
  ['authorization', 'a gateway that requires no token', 'lds.yaml', catchAll, ''],
  ['signature', 'a gateway that accepts an invalid token', 'lds.yaml', catchAll, ''],
  ['path', 'a gateway whose paths are open', 'lds.yaml', catchAll, ''],
  [
    'identity',
    'a gateway that passes identity headers on',
    'lds.yaml',
    /- remove_on_match: \{ key_matcher: \{ prefix: x-user-, ignore_case: true \} \}/,
    '- remove: x-nothing',
  ],
  ['method', 'a gateway that routes any method', 'rds.yaml', /regex: GET\|HEAD\|[A-Z|]*/, 'regex: .*'],
  [
    'framing',
    'a gateway that takes a length beside chunks',
    'lds.yaml',
    /accept_http_10: false/,
    'allow_chunked_length: true',
  ],
  [
    'size',
    'a gateway that reads headers of any size',
    'lds.yaml',
    /max_request_headers_kb: 60/,
    'max_request_headers_kb: 8192',
  ],
  [
    'size',
    'a gateway that takes bodies of any size',
    'rds.yaml',
    /start: 1048577/,
    'start: 9007199254740990',
  ],
  [
    'hidden',
    'a gateway that sends what it does not know to a service',
    'rds.yaml',
    /direct_response: \{ status: 404 \}/,
    'route: { cluster: user-service }',
  ],
  [
    'answer',
    'a gateway that names itself',
    'lds.yaml',
    /server_header_transformation: PASS_THROUGH/,
    'server_header_transformation: OVERWRITE',
  ],
];

describe('npm run attack reports', () => {
  it.each(breaks)('%s: %s, and its repair', async (family, what, file, good, bad) => {
    for (const service of Object.values(standIn.services)) service.behave(credulous);
    let intact = '';
    await standIn.change(file, (text) => {
      intact = text;
      return text.replace(good, bad);
    });
    await waitUntil(async () => (await brokenOf(family)) > 0, { what: `notice of ${what}`, ...patience });
    await standIn.change(file, () => intact);
    await waitUntil(async () => (await brokenOf(family)) === 0, { what: `the end of ${what}`, ...patience });
  });

  it('a service that accepts text which no database can store, or calls it an outage', async () => {
    const { services } = standIn;
    for (const behaviour of [credulous, answeringWith('database-unavailable')]) {
      for (const service of Object.values(services)) service.behave(behaviour);
      expect(await brokenOf('text', 'service')).toBeGreaterThan(0);
    }
    for (const service of Object.values(services)) service.behave(answeringWith('input-invalid', 50));
    expect(await brokenOf('text', 'service')).toBe(0);
  });

  it('a service that shows or changes data of a class for people of another class', async () => {
    const { user } = standIn.services;
    const answering = (text: string): Handler => {
      return (_, response) => response.setHeader('content-type', 'application/json').end(text);
    };
    user.behave(answering('{"title":"zqOwnClass"}'));
    expect(await brokenInClass()).toBe(2);
    user.behave(answering('{"title":"Another"}'));
    expect(await brokenInClass()).toBe(1);
    user.behave(answeringWith('class-not-found', 0));
    expect(await brokenInClass()).toBe(0);
  });

  it('no overload that ends, because it sends the refused request again, and an overload without an end', async () => {
    const { user } = standIn.services;
    let refused = 0;
    user.behave((request, response) => {
      refused += 1;
      answeringWith(refused <= 3 ? 'overloaded' : 'class-not-found', 0)(request, response);
    });
    expect(await brokenInClass()).toBe(0);
    expect(refused).toBeGreaterThan(3);
    user.behave(answeringWith('overloaded', 0));
    expect(await brokenInClass(2)).toBe(2);
  });

  it('a service that answers with a stack trace', async () => {
    standIn.services.user.behave(talkative);
    expect(await brokenOf('answer')).toBeGreaterThan(0);
    standIn.services.user.behave();
    expect(await brokenOf('answer')).toBe(0);
  });
});
