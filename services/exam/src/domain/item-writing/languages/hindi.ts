import {
  type LanguageRules,
  openingWord,
  statementEnd,
  termGroup,
  wholeWord,
  wordSet,
} from './language-rules.ts';

const isVerb = '(?:है|हैं|होता है|होती है|होते हैं)';
/** A relative word after the verb: the meaning explains, and does not only classify. */
const relative = '(?:,? )(?:जो|जिस\\S*|जिन\\S*|जहाँ|जहां|जब)';
const word = '[\\p{L}\\p{M}\\p{N}-]+';
/** A stroke is typed for the danda. */
const end = `\\s?(?:${statementEnd}|\\|)?$`;
const naming = '(?:कहते हैं|कहा जाता है|कहा जाता|कहलाता है|कहलाती है|कहलाते हैं|के नाम से जाना जाता है)';

const form = (pattern: string, clarity: number, kindOfForm: 'named' | 'statement' = 'statement') => ({
  pattern: new RegExp(pattern, 'u'),
  form: kindOfForm,
  clarity,
});

export const hindi: LanguageRules = {
  forms: [
    form(
      `^(?:शब्द )?${termGroup} का (?:अर्थ|मतलब)(?: होता)?(?: है)?,? (?<meaning>.+?)(?:(?<!ता|ती|ते) (?:होता |होती )?है)?${end}`,
      3,
    ),
    form(`^(?<meaning>.{12,220}?) को ${termGroup} ${naming}${end}`, 3, 'named'),
    form(`^(?<meaning>.{12,220}?(?:है|हैं|ता|ती|ते)),? (?:वह|उसे|उन्हें) ${termGroup} ${naming}${end}`, 3, 'named'),
    form(`^${termGroup} से (?:तात्पर्य|अभिप्राय|आशय)(?: है)?,? (?<meaning>.+?)${end}`, 3),
    form(
      `^(?<meaning>.{12,220}(?:ना|ने|क्रिया|प्रक्रिया|भाग|समूह|अध्ययन|विज्ञान)) ${termGroup} ${naming}${end}`,
      2,
      'named',
    ),
    form(`^${termGroup} (?<meaning>(?:वह|वे|ऐसा|ऐसी|ऐसे|एक) .+? ${isVerb}${relative} .+?)${end}`, 3),
    form(`^${termGroup} (?<meaning>एक (?:प्रकार|तरह) (?:का|की|के) .+? ${isVerb})${end}`, 2),
    // One word before a genitive: of two words the first could belong to a longer term.
    form(
      `^(?<term>${word}) (?<meaning>(?:किसी |प्रत्येक |हर )?${word} (?:का|की|के) (?:एक|वह|ऐसा|ऐसी|सबसे|मूल|मूलभूत) .+?${isVerb}.*?)${end}`,
      2,
    ),
  ],
  nonTermWords:
    wordSet(`यह ये वह वे इस इसे इसका इसके इसकी इन उस उसे उसका उसके उन मैं हम तुम आप यहाँ यहां वहाँ क्या कौन कब कैसे
    क्यों और या तथा एवं लेकिन परंतु भी ही तो नहीं न का की के को में से पर ने तक जो जिस एक पहला पहली दूसरा दूसरी तीसरा अंतिम
    अगला उदाहरण समस्या परिणाम उद्देश्य कारण प्रश्न उत्तर अभ्यास अध्याय चित्र तालिका पृष्ठ लाभ हानि अंतर भाग संख्या नियम
    तरीका चरण हल लेखक पुस्तक बात`),
  judgement: openingWord('(?:एक )?(?:बहुत )?(?:अच्छा|अच्छी|बुरा|बुरी|महत्वपूर्ण|सरल|आसान|कठिन|समान)'),
  reference: wholeWord(
    'यह|ये|इस|इन|इसका|इसके|इसकी|ऊपर|नीचे|देखें|यहाँ|यहां|हम|मैं|हमारा|हमारे|आप|चित्र|तालिका|अध्याय|निम्नलिखित',
  ),
  dependentOpening: openingWord(
    'यह|ये|वह|वे|इस|इसे|इसका|इसके|इसकी|इन|उस|उसे|उन|हम|मैं|आप|और|या|लेकिन|परंतु|किंतु|इसलिए|अतः|फिर|तब|यहाँ|यहां|उदाहरण|चित्र|तालिका|अध्याय',
  ),
};
