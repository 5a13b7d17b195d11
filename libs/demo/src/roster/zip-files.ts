import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Makes a zip of small files, by their names. */
export const zipFiles = (files: Readonly<Record<string, string>>): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
};
