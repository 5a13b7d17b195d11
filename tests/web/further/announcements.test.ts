/** @mesh shared */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { saveResponse, startAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import { setMachineMarking } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { smallRoster } from '@ai-teacher/demo/roster/small-roster.ts';
import { zipFiles } from '@ai-teacher/demo/roster/zip-files.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { PageOptions, WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withRosterTurn } from '../roster-turn.ts';
import { openSchool, type School, signInContext, textsOf } from '../school-in-browser.ts';
import { recordSpeech, spokenIn } from '../spoken.ts';
import { tick } from '../tick.ts';

type Person = { readonly email: string; readonly password: string };

const english = textsOf('en');
const mark = Math.random().toString(36).slice(2, 8);

let school: School;
let otherStudent: Person;
let admin: Person;
beforeAll(async () => {
  school = await openSchool();
  const { gatewayUrl, credentials } = school.mesh;
  ({ admin, student: otherStudent } = await ownPeople(gatewayUrl, credentials.admin, ['admin', 'student']));
});
afterAll(() => school?.browser.close());

const enter = (person: Person, address: string, before?: PageOptions['before']): Promise<WatchedPage> =>
  school.browser.openPage(address, {
    before: async (context) => {
      await signInContext(context, school.mesh.gatewayUrl, person);
      await recordSpeech(context);
      await before?.(context);
    },
  });

/** The marks around inserted names are for the direction of the text. */
const withoutMarks = (spoken: readonly string[]): string[] =>
  spoken.map((text) => text.replaceAll(/[\u2066-\u2069]/gu, ''));

/** An exam with one item, whose answers await a mark of the teacher. */
const publishItem = async (title: string): Promise<{ readonly id: string }> => {
  const { teacher, documentId } = school;
  const types = ['short_answer' as const];
  const body = { title: `${title} ${mark}`, documentIds: [documentId], itemCount: 1, types };
  const params = { id: draftIn((await teacher.call(generateExam, { body })).answer).examId };
  await teacher.call(setMachineMarking, { params, body: { shortAnswers: false } });
  await teacher.call(publishExam, { params, body: {} });
  return params;
};

/** Begins an attempt at an exam with one item. */
const beginAttempt = async (person: EdgeClient, params: { readonly id: string }) => {
  const { attemptId: id, items } = (await person.call(startAttempt, { params })).answer;
  const itemId = items[0]?.itemId ?? '';
  const handIn = async (response: string): Promise<void> => {
    await person.call(saveResponse, { params: { id, itemId }, body: { response } });
    await person.call(submitAttempt, { params: { id } });
  };
  return { itemId, handIn };
};

const otherClient = (): Promise<EdgeClient> => signedInClient(school.mesh.gatewayUrl, otherStudent);

/** An item with an answer of each student that awaits a mark. The answers share no word. */
const answeredItem = async (): Promise<string> => {
  const params = await publishItem('Two answers');
  const first = await beginAttempt(school.student, params);
  await first.handIn('Long rivers flow towards an ocean.');
  await (await beginAttempt(await otherClient(), params)).handIn('Clouds, perhaps.');
  return first.itemId;
};

describe('a screen reader says without being asked', () => {
  it('each stage of an upload, from its begin to its end', async () => {
    const { page, finish } = await enter(school.mesh.credentials.teacher, '/app/documents');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const bytes = await readFile(
      path.join(repositoryRoot, 'libs/demo/textbook/water-weather-and-climate.pdf'),
    );
    const name = `spoken-${mark}.pdf`;
    const buffer = Buffer.concat([bytes, Buffer.from(`\n% ${mark}\n`)]);
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer });
    await page
      .getByText(`· ${english('documents.stage.finished')}`)
      .first()
      .waitFor();
    const spoken = withoutMarks(await spokenIn(page));
    const stages = ['uploading', 'queued', 'extracting', 'indexing', 'finished'] as const;
    const sentences = stages.map((stage) => `${name} · ${english(`documents.stage.${stage}`)}`);
    const said = spoken.filter((text) => sentences.includes(text));
    expect(said[0]).toBe(sentences[0]);
    expect(said.at(-1)).toBe(sentences.at(-1));
    // A short stage may be over before the page learns of it. None is said twice.
    expect(said).toEqual(sentences.filter((sentence) => said.includes(sentence)));
    await finish();
  });

  it('that an answer is being saved, and that all answers are saved', async () => {
    const examId = await school.publish(`Spoken ${mark}`, ['short_answer']);
    const { attemptId } = (await school.student.call(startAttempt, { params: { id: examId } })).answer;
    const place = `/app/attempts/${attemptId}?exam=${examId}`;
    const { page, finish } = await enter(school.mesh.credentials.student, place);
    const field = page.getByRole('textbox', { name: english('sitting.yourAnswer') }).first();
    await field.waitFor();
    const stored = page.waitForResponse((response) => response.request().method() === 'PUT');
    await field.fill('condensation');
    await stored;
    const saved = english('sitting.state.saved');
    await page.getByText(saved).waitFor();
    const said = await spokenIn(page);
    expect(said).toEqual([english('sitting.state.saving'), saved]);
    await finish();
  });

  it('that the items of an exam are being written', async () => {
    const place = `/app/exams/new?book=${school.documentId}`;
    const { page, finish } = await enter(school.mesh.credentials.teacher, place);
    await page.getByRole('textbox', { name: english('exams.title') }).fill('Sent by Enter');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/app\/exams\/[\da-f]{8}-/);
    expect(await spokenIn(page)).toContain(english('exams.writing'));
    await finish();
  });

  it('that a profile is saved, each time', async () => {
    const { page, finish } = await enter(otherStudent, '/app/settings');
    const saved = english('settings.saved');
    for (const name of ['Kim', 'Kim Diaz']) {
      const stored = page.waitForResponse((response) => response.request().method() === 'PATCH');
      await page.getByRole('textbox', { name: english('entry.name') }).fill(name);
      await page.keyboard.press('Enter');
      await stored;
      await page.getByText(saved, { exact: true }).waitFor();
    }
    expect((await spokenIn(page)).filter((text) => text === saved)).toEqual([saved, saved]);
    await finish();
  });

  it('how many answers got a mark, after each mark', async () => {
    const itemId = await answeredItem();
    const { page, finish } = await enter(school.mesh.credentials.teacher, `/app/marking/${itemId}`);
    const groups = page.getByRole('region', { name: /^Group/ });
    await groups.nth(1).waitFor();
    for (const left of [1, 0]) {
      // Enter in the field of the score marks this group.
      await groups.first().getByRole('spinbutton').fill('0');
      await page.keyboard.press('Enter');
      await groups.nth(left).waitFor({ state: 'detached' });
    }
    const said = (await spokenIn(page)).filter((text) => text.includes('marked'));
    expect(said).toEqual(['1 answer was marked.', '1 answer was marked.']);
    await finish();
  });

  it('that an answer joined a group while its page was open, and the answer gets no mark without a tick', async () => {
    const params = await publishItem('An answer that joins');
    // The attempt that began first is handed in last, so its answer precedes the other one in the list.
    const late = await beginAttempt(await otherClient(), params);
    await (await beginAttempt(school.student, params)).handIn('I think that it is about rivers.');
    const { page, finish } = await enter(
      school.mesh.credentials.teacher,
      `/app/marking/${late.itemId}`,
      (context) => context.clock.install(),
    );
    const group = page.getByRole('region', { name: /^Group/ });
    await group.getByRole('button', { name: /^0 of/ }).click();
    await late.handIn('I think it is about the rivers.');
    // The list is old after 15 seconds, and is read again when the window is used.
    await page.clock.fastForward('00:20');
    await page.evaluate("dispatchEvent(new Event('visibilitychange'))");
    await group.getByText('2 answers').waitFor();
    await group.getByText(/^1 answer joined this group/).waitFor();
    expect((await spokenIn(page)).filter((text) => text.includes('joined this group'))).toHaveLength(1);
    await group.getByRole('button', { name: 'Mark 1 answer' }).click();
    await page.getByText('1 answer was marked.').waitFor();
    await group.getByText('I think it is about the rivers.').waitFor();
    await group.getByRole('button', { name: /^0 of/ }).click();
    expect(await group.getByRole('button', { name: 'Mark 0 answers' }).isDisabled()).toBe(true);
    await tick(group, /^New/);
    await group.getByRole('button', { name: 'Mark 1 answer' }).click();
    await group.waitFor({ state: 'detached' });
    await finish();
  });

  it('that a roster is uploaded, that its report awaits a confirmation, and that the import is finished', () =>
    withRosterTurn(school.mesh, async () => {
      const { page, finish } = await enter(admin, '/app/rosters');
      await page.getByRole('heading', { level: 1 }).waitFor();
      const buffer = await zipFiles(smallRoster().files);
      const upload = { name: 'roster.zip', mimeType: 'application/zip', buffer };
      // A person who presses the button has the focus there.
      await page.getByRole('button', { name: english('documents.choose') }).focus();
      await page.locator('input[type=file]').setInputFiles(upload);
      const confirm = english('rosters.confirm');
      await page.getByRole('button', { name: confirm }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: confirm }).click();
      await page.getByText(english('rosters.statusText.applied')).waitFor();
      const said = await spokenIn(page);
      const steps = [
        english('rosters.uploading'),
        english('rosters.statusText.ready'),
        english('rosters.statusText.applied'),
      ];
      expect(said.filter((text) => steps.includes(text))).toEqual(steps);
      await finish();
    }));
});
