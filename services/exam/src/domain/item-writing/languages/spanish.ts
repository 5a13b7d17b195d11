import { type LanguageRules, openingWord, termGroup, wholeWord, wordSet } from './language-rules.ts';

const article = '(?:[Uu]n[ao]?s?|[Ee]l|[Ll][ao]s?) ';
const kind =
  '(?:un|una|unos|unas|el|la|los|las|lo|aquel|aquella|aquellos|aquellas|cualquier|cada|todo|toda|todos|todas|cierto|cierta) ';
const meaning = String.raw`(?<meaning>${kind}.+?)\.?$`;
const earlierMeaning = String.raw`^(?:A )?(?<meaning>(?:${article}|Al |Todo |Toda |Cualquier |Aquel |Aquella )\S.{12,220}?),? `;
const naming = '(?:llama|llaman|denomina|denominan|conoce como|conocen como|designa)';

const form = (pattern: string, clarity: number, kindOfForm: 'named' | 'statement' = 'statement') => ({
  pattern: new RegExp(pattern, 'u'),
  form: kindOfForm,
  clarity,
});

export const spanish: LanguageRules = {
  forms: [
    form(
      `^(?:El (?:término|concepto|nombre)|La (?:palabra|expresión)) ${termGroup} (?:significa|designa|se refiere a|describe|indica) ${meaning}`,
      3,
    ),
    form(`^Se ${naming} (?:${article})?${termGroup} (?:a )?(?<meaning>.+?)\\.?$`, 3),
    form(`^(?:Se entiende por|Por) (?:${article})?${termGroup},? (?:se entiende )?${meaning}`, 3),
    form(`${earlierMeaning}(?:se|l[eao]s? ) ?${naming} (?:${article})?${termGroup}\\.?$`, 3, 'named'),
    form(
      `${earlierMeaning}(?:es|son|está|recibe) (?:a menudo |también )?(?:llamad[ao]s?|denominad[ao]s?|conocid[ao]s? como|el nombre de) (?:${article})?${termGroup}\\.?$`,
      3,
      'named',
    ),
    form(`^Una? ${termGroup} es ${meaning}`, 3),
    form(`^(?:${article})?${termGroup} (?:es|son) ${meaning}`, 2),
    form(`^(?:${article})?${termGroup} (?:significa|designa|se define como|se refiere a) ${meaning}`, 2),
  ],
  contractions: { al: 'el' },
  nonTermWords:
    wordSet(`él ella ellos ellas yo tú nosotros usted esto eso aquello este esta estos estas ese esa esos esas aquí
    allí que qué quien quién cual cuál cuando donde como y o u pero no ni muy más también si porque para por con sin
    sobre en es son primer primero primera segundo segunda tercero último última próximo siguiente otro otra otros otras
    mismo misma ejemplo ejemplos problema problemas resultado resultados objetivo razón causa consecuencia pregunta
    respuesta ejercicio capítulo sección figura tabla página ventaja desventaja diferencia idea parte número regla
    manera paso solución autor libro resto cosa cosas hecho verdad clave todo todos toda todas cada`),
  judgement: openingWord(
    '(?:(?:una?|el|la|los|las|lo) )?(?:muy |más |menos |tan |demasiado )*(?:buen[ao]?|mejor|mal[ao]?|peor|importante|simple|fácil|difícil|útil|bell[ao]|únic[ao]|mism[ao]|otr[ao]|primer[ao]?|segund[ao]|últim[ao]|siguiente)s?|(?:una?|el|la) (?:problema|pregunta|razón|resultado|ejemplo|causa|consecuencia)',
  ),
  reference: wholeWord(
    'esto|eso|aquello|arriba|abajo|véase|ver|siguientes?|anteriore?s?|aquí|nosotros|yo|mi|mis|nuestr[ao]s?|usted|tu|tus|figura|tabla|capítulo|ejercicio|sección',
  ),
  dependentOpening: openingWord(
    'Est[eao]s?|Es[eao]s?|Aquell?[ao]?s?|Él|Ella|Ellos|Ellas|Nosotros|Yo|Y|O|Pero|Entonces|Luego|Así|Además|También|Sin embargo|Por eso|Por ejemplo|Por tanto|Por lo tanto|En cambio|Capítulo|Figura|Tabla|Ejercicio|Nota',
  ),
};
