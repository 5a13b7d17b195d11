/**
 * Names of units that the unit library does not know: spellings of pupils, and the names in the languages
 * with definition forms. Each row begins with the library's own name.
 */
const rows = `
meter|metre mètre metro 米 मीटर متر
km|kms 公里 千米 किलोमीटर كم كيلومتر
cm|cms 厘米 सेंटीमीटर سنتيمتر
mm|毫米 मिलीमीटर مليمتر
gram|gramme gramm gramo grama gr 克 ग्राम غرام جرام
kg|kgs kilo kilos 公斤 千克 किलोग्राम كغ كيلوغرام
second|sekunde seconde segundo sek secs 秒 सेकंड सेकेंड ثانية
minute|minuto mins 分钟 मिनट دقيقة
hour|stunde heure hora std hrs 小时 घंटा घंटे ساعة
day|tag jour día dia 天 दिन يوم
week|woche semaine semana 周 सप्ताह أسبوع
year|jahr année an año ano yr yrs 年 वर्ष साल سنة
liter|litro लीटर لتر 升
ton|tons
tonne|tonelada toneladas टन طن 吨
hectare|hektar hectárea ha
joule|julio
watt|vatio
volt|voltio
ampere|ampère amperio amperes ampères amperios amp amps
ohm|ω
calorie|kalorie caloría caloria
kilocalorie|kilokalorie kilocaloría
degK|kelvin kelvins k
degC|c°
%|percent prozent porcentaje 百分之 प्रतिशत بالمئة
deg|degree degrees grad degré degrés grado grados grau graus 度 डिग्री درجة °
light-year|lightyear lightyears lichtjahr lichtjahre
mile|meile meilen milla millas milha milhas
hertz|hz
byte|octet octets`;

const nameOfAlias = new Map(
  rows
    .trim()
    .split('\n')
    .flatMap((row) => {
      const [name = '', aliases = ''] = row.split('|');
      return aliases.split(' ').map((alias) => [alias, name] as const);
    }),
);

/** Prefixes in other languages, and those of English. */
const prefixes: Readonly<Record<string, string>> = {
  kilo: 'kilo',
  quilo: 'kilo',
  milli: 'milli',
  mili: 'milli',
  centi: 'centi',
  zenti: 'centi',
  dezi: 'deci',
  mikro: 'micro',
  micro: 'micro',
  nano: 'nano',
  mega: 'mega',
  giga: 'giga',
  hekto: 'hecto',
  hecto: 'hecto',
};

const singularsOf = (name: string): string[] => [
  name,
  ...['s', 'es', 'n', 'en', 'e'].flatMap((ending) =>
    name.length > ending.length + 2 && name.endsWith(ending) ? [name.slice(0, -ending.length)] : [],
  ),
];

/** The library's name of a unit that is written in another way; undefined for a word that is no alias. */
export const unitNameOf = (word: string): string | undefined => {
  const singulars = singularsOf(word.toLowerCase());
  for (const name of singulars) {
    const plain = nameOfAlias.get(name);
    if (plain !== undefined) return plain;
    for (const [prefix, english] of Object.entries(prefixes)) {
      const base = name.startsWith(prefix) ? nameOfAlias.get(name.slice(prefix.length)) : undefined;
      if (base !== undefined && base.length > 3) return `${english}${base}`;
    }
  }
  return undefined;
};
