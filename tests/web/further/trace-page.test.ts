/** @mesh shared */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { traceCommand } from '@ai-teacher/local-mesh/commands/trace.ts';
import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSchool, type School } from '../school-in-browser.ts';

let school: School;
let folder: string;
let address: string;

beforeAll(async () => {
  school = await openSchool();
  const body = { message: 'What is condensation?', documentIds: [school.documentId] };
  const { requestId } = await school.student.call(ask, { body });
  folder = await mkdtemp(join(tmpdir(), 'trace-'));
  const environment = { STATE_DIR: school.mesh.stateDirectory };
  await traceCommand([requestId, '--html'], environment, { colour: false, folder });
  address = pathToFileURL(join(folder, `trace-${requestId}.html`)).href;
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await school?.browser.close();
});

describe.each(['light', 'dark'] as const)(
  'the page of a request, opened as a file in a %s browser',
  (colorScheme) => {
    it.each([1_280, 360])(
      'has no accessibility fault, and its console is empty, at %i pixels',
      async (width) => {
        const viewport = { width, height: 800 };
        const { page, picture, finish } = await school.browser.openPage(address, { colorScheme, viewport });
        await page.locator('.waterfall summary').first().click();
        await page.getByText('Show the spans as a table').first().click();
        await page
          .getByRole('group', { name: /^Spans of trace/ })
          .first()
          .waitFor();
        expect(await accessibilityFindings(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        await picture(`trace-${width}-${colorScheme}`);
        await finish();
      },
    );
  },
);
