import { type LanguageRules, openingWord, termGroup, wholeWord, wordSet } from './language-rules.ts';

const article = "(?:(?:[Uu]ne?|[Ll][ae]s?|[Dd]es|[Dd]u) |[Ll][’'])";
const kind =
  "(?:(?:une?|l[ae]s?|des|du|tout|toute|tous|toutes|celui|celle|ceux|celles|chacun|chacune|ce) |l[’']|d[’'])";
const meaning = String.raw`(?<meaning>${kind}.+?)\s?\.?$`;
const earlierMeaning = String.raw`^(?<meaning>(?:${article}|Tout |Toute |Tous |Toutes |Ce |Cet |Cette )\S.{12,220}?),? `;

const form = (pattern: string, clarity: number, kindOfForm: 'named' | 'statement' = 'statement') => ({
  pattern: new RegExp(pattern, 'u'),
  form: kindOfForm,
  clarity,
});

export const french: LanguageRules = {
  forms: [
    form(
      `^(?:Le (?:terme|mot|nom)|L[’']expression) ${termGroup} (?:désigne|signifie|décrit|indique) ${meaning}`,
      3,
    ),
    form(`^(?:On|Nous) (?:appel(?:le|ons)|nomm(?:e|ons)) ${article}?${termGroup} ${meaning}`, 3),
    form(`^(?:On entend par|Par) ${article}?${termGroup},? (?:on entend )?${meaning}`, 3),
    form(
      `${earlierMeaning}(?:est|sont) (?:souvent |aussi |parfois )?(?:appelée?s?|nommée?s?|dénommée?s?|dite?s?) ${article}?${termGroup}\\s?\\.?$`,
      3,
      'named',
    ),
    form(
      `${earlierMeaning}(?:s[’']appel(?:le|lent)|se nomm(?:e|ent)) ${article}?${termGroup}\\s?\\.?$`,
      3,
      'named',
    ),
    form(`^Une? ${termGroup} est ${meaning}`, 3),
    form(`^${article}?${termGroup} (?:est|sont) ${meaning}`, 2),
    form(`^${article}?${termGroup} (?:désigne|désignent|signifie) ${meaning}`, 2),
  ],
  nonTermWords:
    wordSet(`il elle ils elles on nous vous je tu ce cela ceci c’est cette ces cet qui que quoi où dont et ou mais
    donc ne pas plus très aussi si quand comme dans pour par avec sans sur sous est sont premier première deuxième
    second seconde dernier dernière prochain prochaine suivant suivante autre autres même exemple exemples problème
    problèmes résultat résultats but objectif raison cause conséquence question réponse exercice chapitre section
    figure tableau page avantage inconvénient différence idée partie nombre règle façon étape solution auteur livre
    reste chose choses point fait vérité tout tous toute toutes chaque`),
  judgement: openingWord(
    '(?:(?:une?|l[ae]s?|l’|des|du) )?(?:très |plus |moins |si |trop )*(?:bon|bonne|meilleure?|mauvaise?|pire|importante?|simple|facile|difficile|utile|belle?|beau|seule?|même|autre|premi(?:er|ère)|derni(?:er|ère))s?|(?:une?|l[ae]) (?:problème|question|raison|résultat|exemple|cause|conséquence|sorte d’erreur)',
  ),
  reference: wholeWord(
    'ce(?:t|tte|s)? (?:chapitre|section|figure|exemple|page|tableau)|ci-dessus|ci-dessous|ceci|cela|voir|suivante?s?|précédente?s?|ici|nous|je|mon|notre|nos|vous|votre|figure|tableau|chapitre|exercice',
  ),
  dependentOpening: openingWord(
    "Ce|Cet|Cette|Ces|Cela|Ceci|C[’']|Il|Elle|Ils|Elles|On|Nous|Vous|Je|Et|Ou|Mais|Donc|Alors|Ainsi|Puis|Ensuite|Or|Car|Aussi|Cependant|Toutefois|Pourtant|Par exemple|Par conséquent|En effet|De plus|Chapitre|Figure|Tableau|Exercice|Note",
  ),
};
