import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import type { PdfObject } from '../make-pdf.ts';

/** A page as a scanner shows it: a byte of grey for each pixel. */
export type Scan = { readonly width: number; readonly height: number; readonly grey: Buffer };

/** Draws a page of a file at 200 dots per inch. */
export const scanOf = (file: string, number: number): Scan => {
  const program = fileURLToPath(new URL('./rasterise-page.ts', import.meta.url));
  const output = execFileSync(process.execPath, [program, file, String(number)], {
    env: {},
    maxBuffer: 50_000_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const end = output.indexOf(10);
  return { ...JSON.parse(output.toString('utf8', 0, end)), grey: output.subarray(end + 1) };
};

export const imageOf = ({ width, height, grey }: Scan): PdfObject => ({
  dictionary: `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`,
  stream: deflateSync(grey),
});
