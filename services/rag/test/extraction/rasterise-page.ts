/**
 * Draws one page of a PDF as a scanner at 200 dots per inch would show it. Writes a line of JSON with its
 * width and height, then one byte of grey for each pixel. A program of its own, because it needs native code.
 *
 *     node rasterise-page.ts FILE NUMBER
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PDFParse } from 'pdf-parse';

const [file = '', number = '1'] = process.argv.slice(2);
const parser = createRequire(import.meta.resolve('pdf-parse'));
const { createCanvas, loadImage } = parser('@napi-rs/canvas');
const engine = dirname(parser.resolve('pdfjs-dist/package.json'));
const document = new PDFParse({
  data: new Uint8Array(readFileSync(file)),
  disableFontFace: true,
  useSystemFonts: false,
  standardFontDataUrl: join(engine, 'standard_fonts/'),
});
const { pages } = await document.getScreenshot({
  partial: [Number(number)],
  scale: 200 / 72,
  imageDataUrl: false,
  imageBuffer: true,
});
const image = await loadImage(Buffer.from(pages[0]?.data ?? []));
const context = createCanvas(image.width, image.height).getContext('2d');
context.drawImage(image, 0, 0);
const { data } = context.getImageData(0, 0, image.width, image.height);
const grey = Buffer.alloc(image.width * image.height);
for (let at = 0; at < grey.length; at += 1)
  grey[at] = 0.299 * data[at * 4] + 0.587 * data[at * 4 + 1] + 0.114 * data[at * 4 + 2];
process.stdout.write(`${JSON.stringify({ width: image.width, height: image.height })}\n`);
process.stdout.write(grey, () => process.exit());
