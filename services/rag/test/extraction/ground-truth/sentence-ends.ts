import { draw } from '../../unicode-fonts.ts';
import { page, seen, type TruePage } from './true-page.ts';

/** Lines of a paragraph, the short end of the paragraph, and a line of the next paragraph. */
const paragraphs: readonly (readonly [script: string, lines: readonly string[]])[] = [
  ['Hindi', ['पृथ्वी सूर्य की परिक्रमा करती है और वह', 'बहुत बड़ी है।', 'वाष्पीकरण में द्रव गैस में बदलता है और']],
  ['Sanskrit', ['पृथ्वी सूर्यं परितः भ्रमति तथा सा अपि', 'महती अस्ति॥', 'जलं शीतलं भवति तथा सर्वत्र विद्यते च']],
  ['Urdu', ['زمین سورج کے گرد گھومتی ہے اور یہ', 'بہت بڑی ہے۔', 'پانی جم کر برف بنتا ہے اور پھر وہ']],
  ['Arabic', ['هل تدور الارض حول الشمس في كل عام', 'ام لا تدور؟', 'الماء يغلي عند درجة عالية ثم يصير']],
  ['Amharic', ['ምድር በፀሐይ ዙሪያ ትዞራለች እና በጣም ትልቅ', 'ፕላኔት ናት።', 'ውሃ ቀዝቃዛ ሲሆን ወደ በረዶ ይለወጣል እና']],
  ['Armenian', ['Երկիրը պտտվում է արևի շուրջը և այն', 'շատ մեծ է։', 'Ջուրը սառչում և դառնում է սառույց ու']],
  ['Tibetan', ['ས་གོ་ལ་ནི་ཉི་མའི་མཐའ་སྐོར་བ་དང་དེ་ནི་', 'ཆེན་པོ་ཡིན།', 'ཆུ་ནི་གྲང་མོ་ཡིན་པས་འཁྱགས་པ་ཆགས་པ་རེད་']],
  [
    'French in guillemets',
    ['Il dit : « La terre tourne autour du', 'soleil. »', 'L’eau gèle et devient de la glace quand'],
  ],
  [
    'English in brackets',
    ['(The earth turns around the sun and it', 'is big.)', 'Water freezes and becomes ice when it'],
  ],
];

const ofLines = (lines: readonly string[]): string[] => {
  const isRightToLeft = /\p{Script=Arabic}/u.test(lines[0] ?? '');
  return lines.map((text, index) => {
    const x = isRightToLeft ? 360 - text.length * 6 : 72;
    return draw((isRightToLeft ? seen(text) : [...text]).join(''), { x, y: 700 - index * 15 });
  });
};

/** The full stop of each script ends a paragraph whose last line is short. */
export const sentenceEnds: readonly TruePage[] = paragraphs.map(([script, lines]) =>
  page(`two close paragraphs of ${script}`, ofLines(lines), `${lines[0]} ${lines[1]}\n\n${lines[2]}`),
);
