/**
 * Unpacks the Chromium of the package `@sparticuz/chromium` into TMPDIR. A separate program, because the
 * package writes to the temporary folder of its process alone.
 */
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
