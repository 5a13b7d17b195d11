import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Who } from './screens.ts';

/** The client in a language, as the steps that open a dialog use it. */
export type Client = {
  readonly page: Page;
  /** The button whose name is a text of the catalogue, or ends with it, as that of a choice does. */
  readonly button: (key: string) => Locator;
  /** The button whose name begins with a text of the catalogue. */
  readonly buttonFrom: (key: string) => Locator;
  /** The choice with a text of the catalogue. */
  readonly option: (key: string) => Locator;
  /** The field with a text of the catalogue. */
  readonly field: (key: string) => Locator;
};
type Open = (client: Client) => Promise<void>;

export type Dialog = {
  readonly name: string;
  /** The component that shows it, below the sources of the client. */
  readonly file: string;
  readonly who: Exclude<Who, 'visitor'>;
  /** An address, a place of `preparePlaces` or `prepareDialogs`, or `ready-roster`. */
  readonly place: string;
  readonly open: Open;
};

/** The page that has the component, the component, and the texts of the buttons that open it. */
type Row = readonly [file: string, ...open: readonly (string | Open)[]];

const on = (who: Dialog['who'], place: string, rows: Readonly<Record<string, Row>>): readonly Dialog[] =>
  Object.entries(rows).map(([name, [file, ...steps]]) => ({
    name,
    file: `pages/${file}.tsx`,
    who,
    place,
    open: async (client) => {
      for (const step of steps)
        await (typeof step === 'string' ? client.button(step).first().click() : step(client));
    },
  }));

const pressFrom =
  (key: string): Open =>
  ({ buttonFrom }) =>
    buttonFrom(key).first().click();

const choices = '.select';

/** Every dialog, question and list of choices of the client, and how to open each. */
export const dialogs: readonly Dialog[] = [
  ...on('student', 'conversation', { 'delete-conversation': ['ask/sessions', pressFrom('ask.delete')] }),
  ...on('student', '/app/ask', { 'choose-book': ['ask/ask-page', 'ask.book'] }),
  ...on('student', '/app/exams', { 'start-exam': ['sitting/student-exams-page', 'sitting.start'] }),
  ...on('student', 'sitting', { 'hand-in': ['sitting/sitting', 'sitting.submit'] }),
  ...on('student', 'matching', {
    'choose-match': ['items/match-input', ({ page }) => page.locator(choices).first().click()],
  }),
  ...on('student', 'result', { appeal: ['sitting/appeals', 'appeals.ask'] }),
  ...on('student', '/app/settings', {
    'choose-theme': ['settings/settings-page', 'settings.theme'],
    'sign-out-everywhere': ['settings/settings-page', 'settings.everywhere'],
    'end-session': ['settings/sessions', 'settings.endSession'],
  }),
  ...on('teacher', '/app/documents', {
    'delete-document': ['documents/document-row', 'documents.delete'],
    share: ['documents/share-sheet', 'documents.share'],
    'share-with': ['documents/share-sheet', 'documents.share', 'documents.shareWith'],
  }),
  ...on('teacher', '/app/exams/new', { 'choose-book-of-exam': ['exams/new-exam-page', 'ask.book'] }),
  ...on('teacher', 'draft', {
    'delete-draft': ['exams/exam-page', 'exams.delete'],
    publish: ['exams/publish-sheet', 'exams.publish'],
    'delete-item': ['exams/item-card', 'items.delete'],
    'add-item': ['exams/items/add-sheet', 'items.add'],
    'choose-type': ['exams/items/add-sheet', 'items.add', 'items.typeLabel'],
    'edit-item': ['exams/items/edit-sheet', 'items.edit'],
  }),
  ...on('teacher', 'flawed', {
    'edit-matching': ['exams/items/edit-sheet', ({ button }) => button('items.edit').last().click()],
    'keep-item': ['exams/items/item-warnings', pressFrom('items.keep')],
  }),
  ...on('teacher', 'running', {
    assign: ['exams/assign-actions', 'sharing.assign'],
    'extra-time': ['exams/assign-actions', 'sharing.extraTime'],
    'close-exam': ['exams/published-actions', 'exams.close'],
    release: ['exams/published-actions', 'exams.release'],
  }),
  ...on('teacher', 'attempt-marks', { 'change-mark': ['results/attempt-marks-page', 'results.changeMark'] }),
  ...on('teacher', '/app/marking', {
    'choose-class': ['marking/marking-page', 'marking.class'],
    'decide-appeal': ['marking/appeal-card', 'marking.decide'],
  }),
  ...on('admin', '/app/classes', {
    'new-course': ['classes/new-course-sheet', 'classes.newCourse'],
    'new-class': ['classes/new-class-sheet', 'classes.new'],
  }),
  ...on('admin', 'members', {
    'rename-class': ['classes/class-page', 'classes.rename'],
    'archive-class': ['classes/class-page', 'classes.archive'],
    'add-people': ['classes/add-sheet', 'classes.add'],
    'remove-member': ['classes/members', 'classes.remove'],
    'withdraw-code': ['classes/join-codes', 'classes.withdraw'],
    'invite-students': ['classes/invite-sheet', 'classes.invite'],
    'invited-students': [
      'classes/invite-sheet',
      'classes.invite',
      async ({ page, button, field }) => {
        await field('classes.addresses').fill(`a-student-with-a-long-address-${Date.now()}@school.example`);
        await page.locator('[role=dialog] button[type=submit]').click();
        await button('classes.saveCodes').waitFor();
      },
    ],
  }),
  ...on('admin', 'student-account', {
    'change-account': ['people/account-sheet', 'people.changeName'],
    'end-sessions-of-account': ['people/end-sessions', 'people.changeName', 'people.endSessions'],
  }),
  ...on('admin', 'disabled-account', {
    'release-address': ['people/account-sheet', 'people.changeName', 'people.release'],
    'hand-over': [
      'people/account-sheet',
      'people.changeName',
      ({ field }) => field('people.teacherEmail').waitFor(),
    ],
  }),
  ...on('admin', '/app/invitations', {
    'withdraw-invitation': ['invitations/invitations-page', 'invitations.withdraw'],
    'choose-policy': ['invitations/registration-policy', 'invitations.whoRegisters'],
    'choose-role': ['invitations/invitations-page', 'people.role'],
    password: [
      'invitations/invitations-page',
      ({ field }) => field('entry.email').fill('admin@school.example'),
      'people.role',
      ({ option }) => option('role.admin').click(),
      'invitations.invite',
    ],
  }),
  ...on('admin', '/app/keys', {
    'keys-compromised': ['keys/keys-page', 'keys.compromised'],
  }),
  ...on('admin', '/app/organisation', {
    'new-node': ['organisation/node-sheets', 'organisation.new'],
    'rename-node': ['organisation/node-sheets', 'organisation.rename'],
    'move-node': ['organisation/move-sheet', 'organisation.move'],
    'archive-node': ['organisation/node-row', 'organisation.archive'],
    levels: ['organisation/levels-sheet', 'organisation.levels'],
  }),
  ...on('admin', '/app/organisation?view=years', {
    'new-year': ['organisation/years', 'organisation.newYear'],
    'archive-year': ['organisation/years', 'organisation.archive'],
  }),
  ...on('admin', 'ready-roster', {
    'discard-roster': ['rosters/roster-page', 'rosters.discard'],
    'confirm-roster': ['rosters/roster-page', 'rosters.confirm'],
  }),
];

const client = new URL('../../services/web/client/src/', import.meta.url);
/** The parts of the client that open something over a page. */
const parts =
  /from '[./]*parts\/(?:dialogs\/(?:dialog|form-sheet|confirmed-action)|fields\/(?:whole-)?chooser)\.tsx'/;
/** The components of React Aria that open something over a page. */
const overlays =
  /\b(?:Modal|ModalOverlay|Popover|Select|DialogTrigger|MenuTrigger|ComboBox|Tooltip|TooltipTrigger|ToastRegion)\b[^']*from 'react-aria-components'/;

export const opensDialogs = (source: string): boolean => parts.test(source) || overlays.test(source);

/** The components outside `parts/` that open something over a page. */
export const filesWithDialogs = (): string[] =>
  readdirSync(client, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.tsx') && !file.startsWith('parts/'))
    .filter((file) => opensDialogs(readFileSync(new URL(file, client), 'utf8')));
