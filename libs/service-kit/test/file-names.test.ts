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

/** The bytes of a text in a charset of one byte for each character, as the characters of these bytes. */
const bytesIn = (charset: string, text: string): string => {
  const decoder = new TextDecoder(charset);
  const characters = Array.from({ length: 256 }, (_, byte) => decoder.decode(Uint8Array.of(byte)));
  return [...text].map((character) => String.fromCharCode(characters.indexOf(character))).join('');
};

const centralEuropean = [
  ['Język polski – klasa 4', 'Części mowy', 'Ćwiczenia z matematyki', 'Życie codzienne', 'Święta w Polsce'],
  [
    'Toruń i Gdańsk',
    'Człowiek i środowisko',
    'Zwierzęta i rośliny',
    'Ręka i ciało',
    'Pręty i siły',
    'Okręty',
  ],
  ['Źródła energii', 'Łąka', 'Wnętrze Ziemi', 'Pęcherz', 'Książę i księżna', 'Sześć wierszy', 'Ślady'],
  [
    'Dějepis pro 8. ročník',
    'Přírodopis',
    'Zeměpis světa',
    'Učebnice fyziky',
    'Řeka a moře',
    'Čtení',
    'Hřbet',
  ],
  [
    'Český jazyk',
    'Počty',
    'Šíření tepla',
    'Žáci',
    'Síť',
    'Ťuhýk',
    'ZŠ Brno',
    'Loďky',
    'Dům a zahrada',
    'Vlčtejn',
  ],
  [
    'Lekce č. 5',
    'Oči',
    'Tři oříšky',
    'Kůň',
    'Vůně',
    'Němčina',
    'Večer',
    'Počasí',
    'Vývoj měst',
    'Klíč',
    'Kuře',
  ],
  ['Erdők és mezők', 'Fűtés', 'Gyönyörű könyv', 'Idő', 'Őszi versek', 'Űrkutatás', 'Sűrűség', 'Hőtan', 'Nő'],
].flat();

const western = [
  ['Übungen für Größen', 'Flüsse und Küsten', 'Äpfel', 'Maße', 'Straßen Österreichs', 'Café „Zur Brücke“'],
  [
    'L’été',
    'Forêts et rivières',
    'La fête de l’hiver',
    'Les élèves du collège',
    'Voilà',
    'Cœur et sœurs',
    'Août',
  ],
  [
    'Où est le siècle',
    'Première leçon',
    'Système solaire',
    'Être et même',
    'Problèmes',
    'Poème',
    'Goût',
    'Maïs',
  ],
  [
    'Héroïne',
    'Naïf',
    'Après les Grecs',
    'Œuvres complètes',
    'Bibliothèque',
    'Évêque',
    'À la pêche',
    'Noël',
    'Règle',
  ],
  [
    'Español para niños',
    '¿Qué es la vida?',
    'Año 2º',
    'Educación física',
    'Ñandú',
    'Lengüeta',
    'Montañas',
    '¡Hola!',
  ],
  [
    'Ciências da natureza',
    'Não há pão',
    'Lições de português',
    'Você',
    'Às aulas',
    'Três irmãos',
    'Coração e mãe',
  ],
  ['Química e experiência', 'Regiões', 'Órgãos', 'Maçãs', 'Avô e avó', 'São Tomé', 'Gênero', 'Informações'],
  [
    'Økonomi',
    'Vær og klima',
    'Blåbær',
    'Grønland',
    'Kjøkken',
    'Øvelser',
    'Træer',
    'København',
    'Støv',
    'Sjø',
    'Øy',
  ],
  [
    'Lærebog',
    'Ærøskøbing',
    'Første år',
    'Bjørn',
    'Miljøet',
    'Tørke',
    'Søer',
    'Åndedræt',
    'Højder',
    'Rødder og løv',
    'Ørken',
  ],
  [
    'Svenska språket',
    'Ålder och vikt',
    'Människan',
    'Växter på Öland',
    'Äiti ja isä',
    'Ystävä',
    'Håll',
    'Så här',
  ],
].flat();

describe('the file name of an upload without a charset', () => {
  it.each(
    centralEuropean.flatMap((name) => ['windows-1250', 'iso-8859-2'].map((charset) => [name, charset])),
  )('%s in the bytes of %s has no wrong letter', async (name, charset) => {
    const found = await fileNameOf(
      `; filename="${bytesIn(charset ?? '', `${name}.pdf`.replaceAll('–', '-'))}"`,
    );
    expect(['', `${name}.pdf`.replaceAll('–', '-')]).toContain(found);
  });

  it.each(western)('%s in the bytes of Windows-1252 is read', async (name) => {
    expect(await fileNameOf(`; filename="${bytesIn('windows-1252', `${name}.pdf`)}"`)).toBe(`${name}.pdf`);
  });
});
