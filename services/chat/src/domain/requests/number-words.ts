import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';

/** Numbers from one as words, then as ordinals, in one line each. */
const lists = `one two three four five six seven eight nine ten eleven twelve
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf
erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte
ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten elften zwölften
un deux trois quatre cinq six sept huit neuf dix onze douze
premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième
uno dos tres cuatro cinco seis siete ocho nueve diez once doce
primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo
uno due tre quattro cinque sei sette otto nove dieci undici dodici
primo secondo terzo quarto quinto sesto settimo ottavo nono decimo undicesimo dodicesimo
um dois três quatro cinco seis sete oito nove dez onze doze
primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo undécimo duodécimo
एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह
पहला दूसरा तीसरा चौथा पाँचवाँ छठा सातवाँ आठवाँ नौवाँ दसवाँ ग्यारहवाँ बारहवाँ
पहले दूसरे तीसरे चौथे पांचवें छठे सातवें आठवें नौवें दसवें ग्यारहवें बारहवें
الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر
一 二 三 四 五 六 七 八 九 十 十一 十二`;

const numbers = new Map(
  lists
    .split('\n')
    .flatMap((line) => line.split(' ').map((word, at) => [plainSpelling(word), at + 1] as const)),
);

/** The number from 1 to 12 that a word in plain spelling writes; undefined for any other word. */
export const numberOfWord = (word: string): number | undefined => numbers.get(word);

const romanSigns: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

/** The value of a Roman number in small letters; undefined for any other word. */
export const numberOfRoman = (word: string): number | undefined => {
  if (!/^(?=.)c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/.test(word)) return undefined;
  const values = [...word].map((sign) => romanSigns[sign] ?? 0);
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
};
