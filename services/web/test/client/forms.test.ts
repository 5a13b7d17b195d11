import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { onceAtATime } from '../../client/src/parts/fields/once-at-a-time.ts';

const folder = path.join(import.meta.dirname, '../../client/src');
const files = globSync('**/*.tsx', { cwd: folder }).map((name) => ({
  name,
  text: readFileSync(path.join(folder, name), 'utf8'),
}));

const savedWhileTyped = 'a response is saved while it is typed, and Enter must not hand in';
const partOfForm = 'a part of forms of other files';
/** Files with fields and without a form of their own, each with its reason. */
const reasons: Readonly<Record<string, string>> = {
  'pages/ask/sessions.tsx': 'the search follows each key',
  'pages/items/long-input.tsx': savedWhileTyped,
  'pages/items/response-input.tsx': savedWhileTyped,
  'pages/exams/assignment-fields.tsx': partOfForm,
  'pages/exams/items/item-fields.tsx': partOfForm,
  'pages/exams/items/part-fields.tsx': partOfForm,
  'pages/exams/items/rubric-fields.tsx': partOfForm,
  'pages/marking/criteria-fields.tsx': partOfForm,
};

describe('forms of the client', () => {
  it('Enter in a field sends its form: each field is in a form', () => {
    const bare = files.filter(
      ({ text }) => /<Field\b/.test(text) && !/<(?:SendingForm|SheetForm|FormSheet)\b/.test(text),
    );
    expect(bare.map(({ name }) => name).toSorted()).toEqual(Object.keys(reasons).toSorted());
  });

  it('Each form is sent once at a time', () => {
    const own = files.filter(({ text }) => /\bForm\b[^']*from 'react-aria-components'|<form\b/.test(text));
    expect(own.map(({ name }) => name)).toEqual(['parts/fields/sending-form.tsx']);
  });
});

describe('questions of the client', () => {
  it('The button of each question waits for the action that it began, so a second press sends nothing', () => {
    const questions = files.flatMap(({ name, text }) =>
      [...text.matchAll(/<Confirm\b.*?<\/Confirm>/gs)].map(([question]) => ({ name, question })),
    );
    expect(questions.length).toBeGreaterThan(15);
    const ready = questions.filter(({ question }) => !/\bisPending=/.test(question));
    expect(ready.map(({ name }) => name)).toEqual([]);
  });
});

describe('work that runs once at a time', () => {
  it('A second call does nothing until the first work has ended', async () => {
    const run = onceAtATime();
    const sent: string[] = [];
    const answer = Promise.withResolvers<void>();
    const first = run(() => {
      sent.push('first');
      return answer.promise;
    });
    await run(async () => sent.push('second'));
    expect(sent).toEqual(['first']);
    answer.resolve();
    await first;
    await run(async () => sent.push('third'));
    expect(sent).toEqual(['first', 'third']);
  });

  it('Work that has failed, or that throws immediately, can run again', async () => {
    const run = onceAtATime();
    const sent: string[] = [];
    await run(() => Promise.reject(new Error('refused')));
    await run(() => {
      throw new Error('not readable');
    });
    await run(async () => sent.push('again'));
    expect(sent).toEqual(['again']);
  });
});
