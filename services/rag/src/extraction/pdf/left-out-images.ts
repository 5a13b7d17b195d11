/**
 * Larger images are not decoded. Decoding takes most of the time of a scanned book, and much memory of a
 * hostile file.
 */
export const maxDecodedPixels = 4_096;

const leftOutMessage = 'Image exceeded maximum allowed size';

/**
 * Counts the images that pdf.js leaves out. pdf.js reports them only as a warning on the console, which this
 * replaces in the process of the extraction.
 *
 * @returns the number of images until now.
 */
export const watchLeftOutImages = (): (() => number) => {
  let count = 0;
  console.warn = (message: unknown) => {
    if (typeof message === 'string' && message.includes(leftOutMessage)) count += 1;
  };
  return () => count;
};

const transparencyPattern = /\/S?Mask\s*(?:\d+\s+\d+\s+R|\[)|\/ImageMask\s+true/;

/**
 * Whether readers may see through an image of the file. The dictionaries of images are never compressed,
 * so the bytes of the file show them.
 */
export const mayBeTransparent = (data: Uint8Array): boolean =>
  transparencyPattern.test(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1'));
