import { type LanguageRules, openingWord, termGroup, wholeWord, wordSet } from './language-rules.ts';

const article = '(?:[Uu]ma?s?|[Uu]ns|[OoAa]s?) ';
const kind =
  '(?:um|uma|uns|umas|o|a|os|as|aquele|aquela|aqueles|aquelas|qualquer|cada|todo|toda|todos|todas|certo|certa) ';
const meaning = String.raw`(?<meaning>${kind}.+?)\.?$`;
const earlierMeaning = String.raw`^(?:A(?=o |os ))?(?<meaning>(?:${article}|Todo |Toda |Qualquer |Aquele |Aquela )\S.{12,220}?),? `;
const naming = '(?:chama-se|chamam-se|denomina-se|denominam-se|designa-se|dá-se o nome de)';

const form = (pattern: string, clarity: number, kindOfForm: 'named' | 'statement' = 'statement') => ({
  pattern: new RegExp(pattern, 'u'),
  form: kindOfForm,
  clarity,
});

export const portuguese: LanguageRules = {
  forms: [
    form(
      `^(?:O (?:termo|conceito|nome)|A (?:palavra|expressão)) ${termGroup} (?:significa|designa|refere-se a|descreve|indica) ${meaning}`,
      3,
    ),
    form(
      `^(?:Chama-se|Denomina-se|Designa-se|Dá-se o nome de) (?:${article})?${termGroup} (?:a (?=um|uma|o |os |a |as |tod|qualquer))?(?<meaning>\\S.+?)\\.?$`,
      3,
    ),
    form(`^(?:Entende-se por|Por) (?:${article})?${termGroup},? (?:entende-se )?${meaning}`, 3),
    form(`${earlierMeaning}${naming} (?:de )?(?:${article})?${termGroup}\\.?$`, 3, 'named'),
    form(
      `${earlierMeaning}(?:é|são) (?:muitas vezes |também )?(?:chamad[ao]s?|denominad[ao]s?|designad[ao]s?|conhecid[ao]s? como) (?:de |por )?(?:${article})?${termGroup}\\.?$`,
      3,
      'named',
    ),
    form(`^Uma? ${termGroup} é ${meaning}`, 3),
    form(`^(?:${article})?${termGroup} (?:é|são) ${meaning}`, 2),
    form(`^(?:${article})?${termGroup} (?:significa|designa|define-se como|refere-se a) ${meaning}`, 2),
  ],
  contractions: { ao: 'o', aos: 'os', à: 'a', às: 'as' },
  nonTermWords:
    wordSet(`ele ela eles elas eu tu nós você isto isso aquilo este esta estes estas esse essa esses essas aqui ali
    que quem qual quando onde como e ou mas não nem muito mais também se porque para por com sem sobre em é são primeiro
    primeira segundo segunda terceiro último última próximo seguinte outro outra outros outras mesmo mesma exemplo
    exemplos problema problemas resultado resultados objetivo razão causa consequência pergunta resposta exercício
    capítulo seção secção figura tabela página vantagem desvantagem diferença ideia parte número regra maneira passo
    solução autor livro resto coisa coisas facto fato verdade chave todo todos toda todas cada`),
  judgement: openingWord(
    '(?:(?:uma?|[oa]s?) )?(?:muito |mais |menos |tão |demasiado )*(?:bom|boa|bons|boas|melhor|mau|má|pior|importante|simples|fácil|difícil|útil|bel[ao]|únic[ao]|mesm[ao]|outr[ao]|primeir[ao]|segund[ao]|últim[ao]|seguinte)s?|(?:uma?|o|a) (?:problema|pergunta|razão|resultado|exemplo|causa|consequência)',
  ),
  reference: wholeWord(
    'isto|isso|aquilo|acima|abaixo|veja|ver|seguintes?|anteriore?s?|aqui|nós|eu|meu|minha|noss[ao]s?|você|figura|tabela|capítulo|exercício|se[cç]?ção',
  ),
  dependentOpening: openingWord(
    'Est[ea]s?|Ess[ea]s?|Isto|Isso|Aquilo|Aquel[ea]s?|Ele|Ela|Eles|Elas|Nós|Eu|E|Ou|Mas|Então|Depois|Assim|Além|Também|No entanto|Porém|Por isso|Por exemplo|Portanto|Capítulo|Figura|Tabela|Exercício|Nota',
  ),
};
