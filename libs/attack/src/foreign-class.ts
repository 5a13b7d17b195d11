import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import type { School } from './foreign-school.ts';
import type { Question } from './requests/exchange.ts';
import { type Marking, markedInput } from './requests/marked-input.ts';
import { bearer } from './target.ts';
import { type Expectation, inShort, isProtected, type Shot, type Target, type Trick } from './trick.ts';

/** An operation with the ids of another class in its path, query and body. */
export type ForeignRequest = {
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>> | undefined;
  readonly body: unknown;
  /** The ids of the class in the request. */
  readonly names: readonly string[];
  /** Whether the contract accepts the request, so that only a right can refuse it. */
  readonly isAccepted: boolean;
};

type Op = NonNullable<Target['op']>;

/** The things by the segment of the path before their id. */
const kindOfSegment: Readonly<Record<string, string>> = {
  academics: 'unit',
  attempts: 'attempt',
  classes: 'class',
  courses: 'course',
  documents: 'document',
  enrolments: 'enrolment',
  exams: 'exam',
  'extra-time': 'student',
  guardians: 'guardianLink',
  items: 'item',
  'join-codes': 'joinCode',
  marks: 'item',
  people: 'student',
  responses: 'item',
  students: 'student',
  'unit-roles': 'unitRole',
  units: 'unit',
};

/** The kind of thing that each id field names. */
const kindOfField: Readonly<Record<string, string>> = {
  classId: 'class',
  courseId: 'course',
  documentIds: 'document',
  examIds: 'exam',
  guardianId: 'student',
  parentId: 'unit',
  personId: 'student',
  studentId: 'student',
  teacherId: 'teacher',
  fromTeacherId: 'teacher',
  unitId: 'unit',
};

const pathOf = (op: Op, idOf: (kind: string | undefined) => string): string => {
  const segments = (op.edgePath ?? op.path).split('/');
  const params = Object.fromEntries(
    segments.flatMap((segment, at) => {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (name === undefined) return [];
      return [[name, name === 'tree' ? 'organisation' : idOf(kindOfSegment[kindBefore(segments, at)])]];
    }),
  );
  return locationOf(op.edgePath ?? op.path, { params });
};

/** `/academics/{tree}/{id}`: the segment before the id is a parameter itself. */
const kindBefore = (segments: readonly string[], at: number): string =>
  segments.slice(0, at).findLast((segment) => !segment.startsWith('{')) ?? '';

/** Fields whose texts have a form of their own. `resource` is set by the school. */
const formedValues = {
  locale: 'en',
  level: 'grade',
  code: 'foreign',
  optionId: 'a',
  type: 'short_answer',
  response: 'foreign',
};

/** The optional fields that a request tries to send: all, the first with an id, the first, or none. */
const choices: readonly NonNullable<Marking['chosen']>[] = [
  (optional) => optional.filter((name) => name !== 'cursor'),
  (optional) => optional.filter((name) => name in kindOfField).slice(0, 1),
  (optional) => optional.slice(0, 1),
  () => [],
];

const accepts = ({ body, query }: Op, given: ReturnType<typeof markedInput>): boolean =>
  (body === undefined || body.safeParse(given.body).success) &&
  (query === undefined || query.safeParse(given.query).success);

/** A request that has an id of the school in every id field. It fits the contract whenever possible. */
export const foreignRequest = (op: Op, { ids, resource }: School): ForeignRequest => {
  const idOf = (kind: string | undefined): string =>
    (kind === undefined ? undefined : ids[kind]) ?? crypto.randomUUID();
  const values = { ...formedValues, resource };
  const marking = { word: 'foreign', idFor: (name: string) => idOf(kindOfField[name]), values };
  const inputs = choices.map((chosen) => markedInput(op, { ...marking, chosen }));
  const fitting = inputs.find((input) => accepts(op, input));
  const { query, body } = fitting ?? inputs[0] ?? {};
  const path = locationOf(pathOf(op, idOf), { query });
  const sent = `${path} ${JSON.stringify(body)}`;
  const names = [...Object.values(ids), resource].filter((id) => sent.includes(id));
  return { path, query, body, names, isAccepted: fitting !== undefined };
};

const questionOf = (op: Op, { path, body }: ForeignRequest): Question => {
  if (body === undefined) return { method: op.method, path };
  return {
    ...{ method: op.method, path, body: JSON.stringify(body) },
    headers: { 'content-type': 'application/json' },
  };
};

/** A change is refused. A read may be answered, without anything of the class. */
const foreign =
  (op: Op, markers: readonly string[]): Expectation =>
  (answer) => {
    const shown = markers.find((marker) => answer.text.includes(marker));
    if (shown !== undefined) return `the answer contains ${shown}`;
    if (answer.status >= 400) return undefined;
    return op.method === 'GET' ? undefined : `expected a refusal, not ${inShort(answer)}`;
  };

const foreignIds: Trick = {
  family: 'foreign-class',
  id: 'foreign-ids',
  guarantee:
    'people of another class and of another institution neither read nor change what is a class’s own',
  refusedBy: 'service',
  reaches: 'the service, as its true user',
  aims: (op) => isProtected(op) && op?.bodyKind !== 'multipart',
  shots: ({ op, school }) => {
    if (op === undefined || school === undefined) return [];
    const request = foreignRequest(op, school);
    if (request.names.length === 0) return [];
    const question = questionOf(op, request);
    return school.attackers.map(({ what, accessToken }): Shot => {
      const headers = { ...question.headers, ...bearer(accessToken) };
      return { what, question: { ...question, headers }, expect: foreign(op, school.markers) };
    });
  },
};

export const foreignClassTricks: readonly Trick[] = [foreignIds];
