/**
 * Unpacks the Chromium of the package `@sparticuz/chromium` into TMPDIR. A separate program, because the
 * package writes to the temporary folder of its process alone.
 */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import chromium from '@sparticuz/chromium';

/**
 * The package's own file names folders of another system. Without any font, Chromium ends when a page shows
 * a character that the fonts of the page lack.
 */
const fontSettings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

await chromium.executablePath();
await writeFile(path.join(tmpdir(), 'fonts/fonts.conf'), fontSettings);
