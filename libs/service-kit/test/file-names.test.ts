import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readUpload } from '../src/uploads/read-upload.ts';

/** The file name of an upload whose part has these parameters, a character for each byte. */
const fileNameOf = async (parameters: string): Promise<string> => {
  const request = Object.assign(new PassThrough(), {
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    complete: true,
  });
  request.end(
    Buffer.from(
      `--x\r\nContent-Disposition: form-data; name="file"${parameters}\r\n\r\nbytes\r\n--x--\r\n`,
      'latin1',
    ),
  );
  const { file, fileName, readFields } = await readUpload(
    request as unknown as IncomingMessage,
    z.strictObject({}),
  );
  for await (const _bytes of file);
  await readFields();
  return fileName;
};
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

describe('the file name of an upload', () => {
  it.each([
    ['; filename="\xfcbung.pdf"', 'übung.pdf'],
    ['; filename=\xfcbung.pdf', 'übung.pdf'],
    ['; filename="Cr\xe9er \x96 l\x92\xe9t\xe9 \x80.pdf"', 'Créer – l’été €.pdf'],
    ['; filename="GR\xd6SSE.PDF"', 'GRÖSSE.PDF'],
    ['; filename="a \\"q\\" \xf1and\xfa.pdf"', 'a "q" ñandú.pdf'],
    ["; filename*=iso-8859-1''%FCbung.pdf", 'übung.pdf'],
    ["; filename*=ISO-8859-1'de'%FCbung%20%80.pdf", 'übung €.pdf'],
    ['; filename*="iso-8859-1\'\'%FCbung.pdf"', 'übung.pdf'],
    ["; filename*=iso-8859-1''%D4%E8%E7.pdf", 'Ôèç.pdf'],
    ["; filename*=koi8-r''%C6%C9%DA%C9%CB%C1.pdf", 'физика.pdf'],
    ["; filename*=Shift_JIS''%95%A8%97%9D.pdf", '物理.pdf'],
    ["; filename*=windows-1254''I%FE%FDk.pdf", 'Işık.pdf'],
    ["; filename*=UTF-8''it%27s.pdf", "it's.pdf"],
  ])('is decoded for %j', async (parameters, name) => {
    expect(await fileNameOf(parameters)).toBe(name);
  });

  it.each([
    ['Latin-1 that is declared as UTF-8', "; filename*=UTF-8''%FCbung.pdf", 'übung.pdf'],
    ['UTF-8 that is declared as Latin-1', "; filename*=iso-8859-1''%C3%BCbung.pdf", 'übung.pdf'],
    ['UTF-8 that is declared as another charset', "; filename*=us-ascii''%E7%89%A9.pdf", '物.pdf'],
    ['UTF-8 with an unknown charset', "; filename*=x-none''%C3%BCbung.pdf", 'übung.pdf'],
    ['Latin-1 with an unknown charset', "; filename*=x-none''%FCbung.pdf", 'übung.pdf'],
    ['an unknown charset before a known one', '; filename="\xc6\xc9\xda"; filename*=koi8-r\'\'%C6%C9', 'фи'],
    ['no charset', "; filename*=''%C3%BCbung.pdf", 'übung.pdf'],
    ['UTF-8 that is cut inside a letter', `; filename="${utf8('übung')}\xc3"`, 'übung'],
  ])('survives %s', async (_what, parameters, name) => {
    expect(await fileNameOf(parameters)).toBe(name);
  });

  it.each([
    ['UTF-8', utf8('für العربية 物理 naïve “quoted”.pdf'), 'für العربية 物理 naïve “quoted”.pdf'],
    ['UTF-8 that would be Windows-1252 too', utf8('é.pdf'), 'é.pdf'],
    ['ASCII', "100% it's 50%20.pdf", "100% it's 50%20.pdf"],
  ])('stays as it is in %s', async (_what, sent, name) => {
    expect(await fileNameOf(`; filename="${sent}"`)).toBe(name);
  });

  it.each([
    ['Windows-1251', '\xd4\xe8\xe7\xe8\xea\xe0 7.pdf'],
    ['Shift_JIS', '\x95\xa8\x97\x9d.pdf'],
    ['GBK', '\xce\xef\xc0\xed.pdf'],
    ['Turkish', 'I\xfe\xfdk ve ses.pdf'],
    ['Polish', 'Nauka o \x9cwietle i \xbf\xf3\xb3wiu.pdf'],
  ])('is absent when its bytes are an undeclared %s', async (_what, sent) => {
    expect(await fileNameOf(`; filename="${sent}"`)).toBe('');
  });
});
