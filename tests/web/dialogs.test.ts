import { describe, expect, it } from '@jest/globals';
import { dialogs, filesWithDialogs, opensDialogs } from './dialogs.ts';

describe('the dialogs that a test opens in Arabic, in both themes and at 320 pixels', () => {
  it('are those of every component of the client that opens something over a page, and no others', () => {
    const files = filesWithDialogs();
    expect(files.length).toBeGreaterThan(20);
    expect(new Set(dialogs.map(({ file }) => file))).toEqual(new Set(files));
  });

  it('have names of their own', () => {
    expect(new Set(dialogs.map(({ name }) => name)).size).toBe(dialogs.length);
  });

  it('include those of a component that opens a part of React Aria by itself', () => {
    expect(opensDialogs("import { Button, Popover } from 'react-aria-components';")).toBe(true);
    expect(opensDialogs("import { Confirm } from '../../parts/dialogs/dialog.tsx';")).toBe(true);
    expect(opensDialogs("import { WholeChooser } from '../../parts/fields/whole-chooser.tsx';")).toBe(true);
    expect(opensDialogs("import { Button } from 'react-aria-components';")).toBe(false);
  });
});
