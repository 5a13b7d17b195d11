import { smallRoster } from '@ai-teacher/demo/roster/small-roster.ts';
import { zipFiles } from '@ai-teacher/demo/roster/zip-files.ts';
import type { Page } from 'playwright-core';

/** A person whom no file of the bundle contains. */
export const stranger = 'not-in-this-bundle';

/** A small roster, with an enrolment of a person whom it does not contain. */
export const faultyRoster = async (): Promise<{ title: string; buffer: Buffer }> => {
  const { title, files } = smallRoster();
  const [header = '', row = ''] = files['enrollments.csv']?.split('\r\n') ?? [];
  const cells = row.split(',');
  const code = cells[0] as string;
  const wrong = [`${code}-2`, ...cells.slice(1, -2), stranger, cells.at(-1)];
  return {
    title,
    buffer: await zipFiles({ ...files, 'enrollments.csv': [header, row, wrong.join(',')].join('\r\n') }),
  };
};

export const uploadRoster = (page: Page, buffer: Buffer): Promise<void> =>
  page.locator('input[type=file]').setInputFiles({ name: 'roster.zip', mimeType: 'application/zip', buffer });
