/** A page that browsers and WeasyPrint print, and the text that its reader must give. */
export type PrintedSource = {
  /** The name of its files. */
  readonly name: string;
  readonly title: string;
  readonly language: string;
  readonly direction?: 'ltr' | 'rtl';
  /** The package of the font, below `@fontsource/`. */
  readonly font: string;
  readonly style?: string;
  readonly body: string;
  readonly text: string;
  /** WeasyPrint's file names some of the glyphs wrongly, so its reader must report the page as garbled. */
  readonly isGarbledByWeasyprint?: boolean;
  /** The page has a file of Chromium alone. */
  readonly isByChromiumAlone?: boolean;
};

const left = [
  'A glacier is a large mass of ice that moves slowly over land.',
  'It grows when more snow falls in winter than melts in summer.',
  'The ice at its bottom is pressed until it flows like thick honey.',
  'Stones that the ice carries scratch the rock below.',
];
const right = [
  'A moraine is a ridge of stones that a glacier leaves behind.',
  'Farmers know such ridges because nothing grows there easily.',
  'Lakes often fill the hollow behind the last ridge of a valley.',
  'Their water is green from the dust of the rock.',
];
const paragraphs = (lines: readonly string[]): string => lines.map((line) => `<p>${line}</p>`).join('');

/** Paragraphs of scripts without blanks between words. They stand close, and most fill more than one line. */
const spacelessSources: readonly PrintedSource[] = (
  [
    [
      'thai-close',
      'th',
      'noto-sans-thai',
      [
        'ธารน้ำแข็งคือก้อนน้ำแข็งขนาดใหญ่ที่เคลื่อนที่ช้าบนแผ่นดินและเกิดขึ้นเมื่อหิมะตกในฤดูหนาวมากกว่าที่ละลายในฤดูร้อน',
        'การระเหยทำให้ของเหลวกลายเป็นไอ',
        'ก้อนหินที่ธารน้ำแข็งพาไปขูดหินที่อยู่ด้านล่างจนเกิดเป็นรอยยาวซึ่งนักวิทยาศาสตร์ใช้ศึกษาทิศทางของน้ำแข็ง',
        'ทะเลสาบมักเกิดในแอ่งด้านหลังสันหิน',
      ],
    ],
    [
      'khmer',
      'km',
      'noto-sans-khmer',
      [
        'ផែនទីបង្ហាញទីតាំងនៃភ្នំនិងទន្លេក្នុងប្រទេសហើយសិស្សប្រើវាដើម្បីរកផ្លូវទៅភូមិដែលនៅឆ្ងាយពីសាលារៀន',
        'ទឹកពុះនៅសីតុណ្ហភាពខ្ពស់',
        'កសិករដាំស្រូវ 2 ដងក្នុងមួយឆ្នាំនៅតាមមាត់ទន្លេមេគង្គ។ ទឹកទន្លេមានគ្រប់គ្រាន់ហើយដីល្អណាស់សម្រាប់ដំណាំ។ នៅរដូវប្រាំង គេដាំបន្លែ។',
        'ព្រះអាទិត្យជាផ្កាយមួយដែលផ្តល់ពន្លឺដល់ផែនដីនិងធ្វើឱ្យរុក្ខជាតិលូតលាស់នៅរដូវប្រាំង',
      ],
    ],
    [
      'lao',
      'lo',
      'noto-sans-lao',
      [
        'ນ້ຳແຂງຈະລະລາຍເມື່ອອາກາດອຸ່ນຂຶ້ນແລະກາຍເປັນນ້ຳທີ່ໄຫຼລົງສູ່ແມ່ນ້ຳແລະທະເລສາບໃນຮ່ອມພູ',
        'ນ້ຳຟົດຢູ່ອຸນຫະພູມສູງ',
        'ຊາວນາປູກເຂົ້າ 2 ຄັ້ງຕໍ່ປີ ເພາະນ້ຳຈາກແມ່ນ້ຳຂອງມີພຽງພໍ ແລະດິນໃນຮ່ອມພູອຸດົມສົມບູນດີ ສ່ວນໃນລະດູແລ້ງເຂົາເຈົ້າປູກຜັກ',
        'ດວງອາທິດເປັນດາວທີ່ໃຫ້ແສງສະຫວ່າງແກ່ໂລກແລະຊ່ວຍໃຫ້ຕົ້ນໄມ້ເຕີບໃຫຍ່ໃນລະດູແລ້ງ',
      ],
    ],
    [
      'burmese',
      'my',
      'noto-sans-myanmar',
      [
        'ရေခဲမြစ်ဆိုသည်မှာကုန်းမြေပေါ်တွင်ဖြည်းဖြည်းရွေ့လျားနေသောကြီးမားသည့်ရေခဲတုံးကြီးဖြစ်သည်။',
        'ရေသည်အပူချိန်မြင့်လျှင်ဆူသည်။',
        'လယ်သမားများသည် တစ်နှစ်လျှင် စပါး 2 ကြိမ် စိုက်ပျိုးကြသည်။ မြစ်ရေသည် လုံလောက်ပြီး မြေသည် ကောင်းမွန်သည်။ ဆောင်းရာသီတွင် ပဲများကို စိုက်ကြသည်။',
        'နေသည်ကမ္ဘာကိုအလင်းရောင်ပေးပြီးအပင်များကိုနွေရာသီတွင်ကြီးထွားစေသောကြယ်တစ်လုံးဖြစ်သည်။',
      ],
    ],
    [
      'japanese',
      'ja',
      'noto-sans-jp',
      [
        '氷河とは陸の上をゆっくり動く大きな氷のかたまりのことで、冬に降る雪が夏にとける雪より多い所にできる',
        '氷河の水は緑色',
        '山をけずった石は氷といっしょに谷の下まで運ばれて、そこに長い丘を作り、そのうしろに湖ができることもある',
      ],
    ],
  ] as const
).map(([name, language, font, texts]) => ({
  name,
  title: `close paragraphs in ${language}`,
  language,
  font,
  style: 'p { margin: 0 }',
  body: texts.map((text) => `<p>${text}</p>`).join(''),
  text: texts.join('\n\n'),
  isByChromiumAlone: true,
}));

/** Thai separates phrases and foreign words by blanks. `recognition.test.ts` reads a picture of this page. */
export const thaiPhrases = [
  'ภูเขาไฟคือช่องเปิดบนเปลือกโลก หินหนืดร้อนไหลออกมาจากช่องนี้ นักวิทยาศาสตร์ศึกษาภูเขาไฟมานานกว่า 200 ปี',
  'แม่น้ำที่ยาวที่สุดในประเทศไทยคือแม่น้ำชี มีความยาว 765 กิโลเมตร ชาวนาใช้น้ำปลูกข้าวในฤดูแล้ง',
  'บ่อน้ำร้อน (hot spring) เกิดจากน้ำใต้ดินที่ได้รับความร้อนจากหินด้านล่าง',
  'ดวงจันทร์โคจรรอบโลกในเวลา 27 วัน แรงดึงดูดของดวงจันทร์ทำให้เกิดน้ำขึ้นและน้ำลงทุกวัน',
  'พืชใช้แสงแดด น้ำ และอากาศสร้างน้ำตาล สัตว์กินพืชเป็นอาหาร ส่วนคนกินทั้งพืชและสัตว์',
].join('\n\n');

export const printedSources: readonly PrintedSource[] = [
  {
    name: 'arabic',
    isGarbledByWeasyprint: true,
    title: 'an Arabic page with numbers and Latin words',
    language: 'ar',
    direction: 'rtl',
    font: 'noto-naskh-arabic',
    body: `<p>الماء (water) يغلي عند 100 درجة.</p><p>اكتشف العلماء الكوكب عام 1846 بالتلسكوب.</p>
      <p>لا يتحرك الجليد إلا ببطء شديد.</p>`,
    text: [
      'الماء (water) يغلي عند 100 درجة.',
      'اكتشف العلماء الكوكب عام 1846 بالتلسكوب.',
      'لا يتحرك الجليد إلا ببطء شديد.',
    ].join(' '),
  },
  {
    name: 'hebrew',
    title: 'a Hebrew page with numbers and Latin words',
    language: 'he',
    direction: 'rtl',
    font: 'noto-sans-hebrew',
    isByChromiumAlone: true,
    body: `<p>הקרחון (glacier) נע 25 מטרים בשנה.</p><p>המים רותחים בחום של 100 מעלות.</p>
      <p>בשנת 1998 התגלה אגם חדש, ושמו Vostok.</p>`,
    text: [
      'הקרחון (glacier) נע 25 מטרים בשנה.',
      'המים רותחים בחום של 100 מעלות.',
      'בשנת 1998 התגלה אגם חדש, ושמו Vostok.',
    ].join(' '),
  },
  {
    name: 'hindi',
    isGarbledByWeasyprint: true,
    title: 'a Hindi page',
    language: 'hi',
    font: 'noto-sans-devanagari',
    body: `<p>वाष्पीकरण वह प्रक्रिया है जिसमें द्रव गैस में बदलता है।</p>
      <p>पृथ्वी सूर्य की परिक्रमा 365 दिनों में करती है।</p><p>हिमनद बर्फ का विशाल पिंड है।</p>`,
    text: [
      'वाष्पीकरण वह प्रक्रिया है जिसमें द्रव गैस में बदलता है।',
      'पृथ्वी सूर्य की परिक्रमा 365 दिनों में करती है।',
      'हिमनद बर्फ का विशाल पिंड है।',
    ].join(' '),
  },
  {
    name: 'thai',
    isGarbledByWeasyprint: true,
    title: 'a Thai page',
    language: 'th',
    font: 'noto-sans-thai',
    body: `<p>น้ำแข็งละลายที่อุณหภูมิ 0 องศา</p><p>ธารน้ำแข็งคือก้อนน้ำแข็งขนาดใหญ่ที่เคลื่อนที่ช้า</p>
      <p>การระเหยทำให้ของเหลวกลายเป็นไอ</p>`,
    text: [
      'น้ำแข็งละลายที่อุณหภูมิ 0 องศา',
      'ธารน้ำแข็งคือก้อนน้ำแข็งขนาดใหญ่ที่เคลื่อนที่ช้า',
      'การระเหยทำให้ของเหลวกลายเป็นไอ',
    ].join('\n\n'),
  },
  {
    name: 'thai-phrases',
    title: 'Thai phrases with blanks between them',
    language: 'th',
    font: 'noto-sans-thai',
    style: 'body { font-size: 14pt }',
    body: paragraphs(thaiPhrases.split('\n\n')),
    text: thaiPhrases,
    isByChromiumAlone: true,
  },
  ...spacelessSources,
  {
    name: 'columns',
    title: 'two columns',
    language: 'en',
    font: 'noto-sans',
    style:
      'main { columns: 2; column-gap: 2em } p { margin: 0 0 4pt } p:nth-child(5) { break-before: column }',
    body: paragraphs([...left, ...right]),
    text: [...left, ...right].join(' '),
  },
  {
    name: 'table',
    title: 'a table with exponents and indices',
    language: 'en',
    font: 'noto-sans',
    style: 'td, th { padding: 2pt 14pt; text-align: left } sup, sub { line-height: 0 }',
    body: `<table><tr><th>Planet</th><th>Mass (kg)</th><th>Gas</th><th>Moons</th></tr>
      <tr><td>Earth</td><td>6.0 × 10<sup>24</sup></td><td>N<sub>2</sub></td><td>1</td></tr>
      <tr><td>Mars</td><td>6.4 × 10<sup>23</sup></td><td>CO<sub>2</sub></td><td>2</td></tr>
      <tr><td>Venus</td><td>4.9 × 10<sup>24</sup></td><td>CO<sub>2</sub></td><td>0</td></tr></table>`,
    text: `Planet Mass (kg) Gas Moons
Planet: Earth; Mass (kg): 6.0 × 10²⁴; Gas: N₂; Moons: 1
Planet: Mars; Mass (kg): 6.4 × 10²³; Gas: CO₂; Moons: 2
Planet: Venus; Mass (kg): 4.9 × 10²⁴; Gas: CO₂; Moons: 0`,
  },
  {
    name: 'vertical',
    title: 'vertical Chinese',
    language: 'zh',
    font: 'noto-sans-sc',
    style: 'main { writing-mode: vertical-rl; height: 12em } p { margin: 0 }',
    body: '<p>冰川是在陆地上缓慢移动的巨大冰体。蒸发使液体变成气体。</p>',
    text: '冰川是在陆地上缓慢移动的巨大冰体。蒸发使液体变成气体。',
  },
  {
    name: 'numbers',
    title: 'raised and lowered numbers and the mark of a note',
    language: 'en',
    font: 'noto-sans',
    style: 'sup, sub { line-height: 0 }',
    body: `<p>Light travels 3 × 10<sup>8</sup> m in a second, and H<sub>2</sub>O freezes at 0 degrees.</p>
      <p>The dam was built in 1887<sup>1</sup> by hand.</p><p>An area of 25 m<sup>2</sup> is small.</p>`,
    text: [
      'Light travels 3 × 10⁸ m in a second, and H₂O freezes at 0 degrees.',
      'The dam was built in 1887 by hand.',
      'An area of 25 m² is small.',
    ].join(' '),
  },
];
