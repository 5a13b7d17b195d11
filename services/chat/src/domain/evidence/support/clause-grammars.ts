/** How a language begins, joins and ends the clauses and phrases around a question. */
export type ClauseGrammar = {
  readonly prepositions?: string;
  /** Adverbs beside the words that ask ("What is it then?"); they form no term with a noun. */
  readonly particles?: string;
  /** Words that name a source ("according to"), as alternatives of a pattern; any noun may be a source. */
  readonly sources?: string;
  /** Words that begin a condition or a circumstance with a verb of its own. */
  readonly conditions?: string;
  /** Words that join a further clause. */
  readonly conjunctions?: string;
  /** Words that join a clause about the noun or the verb before them; some are written like words that ask. */
  readonly relatives?: string;
  /** Words that compare the manner of the answer ("as if I were five"), as alternatives of a pattern. */
  readonly manners?: string;
  /** Words at the border of two phrases: postpositions, or prepositions where the noun comes first. */
  readonly closers?: string;
  /** Endings of a noun that end a phrase, as alternatives of a pattern. */
  readonly endings?: string;
  /** How words end that are an attribute of the next noun. */
  readonly genitives?: string;
  /** What divides clauses without a comma, as a pattern. */
  readonly borders?: string;
  /** Verbs that ask to define or to explain, as alternatives of a pattern that begin a word. */
  readonly explaining?: string;
  /** Whether the noun of a phrase stands before its attributes. */
  readonly headFirst?: boolean;
};

/** Closed classes of words, per language. */
export const clauseGrammars: Readonly<Record<string, ClauseGrammar>> = {
  en: {
    particles: 'then again exactly really actually anyway now please precisely though',
    sources: 'according|per|based|following',
    prepositions: 'in with using for as from based according per at on during under inside within without into between among to by via through before after until by',
    manners: 'as if|as though|like i|like a',
    explaining: 'defin|explain|describ|summar|clarif',
    conditions:
      'if when whenever while before after until unless once although though in case',
    conjunctions: 'and but because since as so although though or',
    relatives: 'when while which who that where as because since',
  },
  de: {
    particles: 'denn nun eigentlich genau wieder nochmal doch wohl überhaupt bitte',
    sources: 'laut|gemass|zufolge|entsprechend',
    prepositions: 'in im mit für laut gemäß nach aus bei beim auf zu zum zur an am unter über während ohne vor hinter zwischen bis von vom durch entsprechend',
    manners: 'als ob|als ware|als hatte|wie fur',
    explaining: 'defin|erklar|beschreib|erlauter|fass|schilder',
    conditions: 'wenn falls bevor nachdem bis obwohl während sobald als ehe damit sofern',
    conjunctions: 'und aber weil da denn obwohl sondern oder damit',
    relatives: 'wie dass wo als wenn ob da weil',
  },
  fr: {
    particles: 'alors donc déjà exactement vraiment enfin précisément finalement',
    sources: 'selon|suivant|d apres',
    prepositions: 'pour en avec selon d dans sur chez à au aux pendant sous sans par entre avant après vers suivant depuis',
    manners: 'comme si|comme a|comme pour',
    explaining: 'defin|expliqu|decri|resum|clarifi',
    conditions: 'si quand lorsque avant après pendant dès afin',
    conjunctions: 'et mais car parce puisque comme donc ou',
    relatives: 'que qui où quand bien car comme parce puisque',
    headFirst: true,
  },
  es: {
    particles: 'entonces pues realmente exactamente precisamente ya finalmente',
    sources: 'segun|conforme|de acuerdo',
    prepositions: 'para con por según en sobre durante bajo sin entre desde hasta antes conforme ante tras',
    manners: 'como si|como a|como para',
    explaining: 'defin|explic|describ|resum|aclar',
    conditions: 'si cuando antes después mientras aunque hasta',
    conjunctions: 'y e pero porque pues como aunque o',
    relatives: 'que donde cuando quien como dado porque puesto ya',
    headFirst: true,
  },
  it: {
    particles: 'allora dunque esattamente davvero poi precisamente insomma quindi',
    sources: 'secondo|stando|in base',
    prepositions: 'per con secondo in su sul sulla sui nel nella nei nelle durante sotto senza tra fra da dal dalla entro a al alla stando',
    manners: 'come se|come a|come per',
    explaining: 'defin|spieg|descriv|riassu|chiari',
    conditions: 'se quando prima dopo mentre anche finché',
    conjunctions: 'e ed ma perché siccome poiché però o dato',
    relatives: 'che come dove quando chi dato perché poiché siccome visto',
    headFirst: true,
  },
  pt: {
    particles: 'então afinal mesmo exatamente realmente precisamente',
    sources: 'segundo|conforme|de acordo',
    prepositions: 'para com por segundo em no na nos nas num numa sobre durante sob sem entre desde até pelo pela conforme',
    manners: 'como se|como a|como para',
    explaining: 'defin|explic|descrev|resum|esclar',
    conditions: 'se quando antes depois porque enquanto embora até caso',
    conjunctions: 'e mas porque pois como porém ou',
    relatives: 'que onde quando quem como já pois visto',
    headFirst: true,
  },
  nl: {
    particles: 'nou nu eigenlijk precies alweer toch dan dus',
    sources: 'volgens',
    prepositions: 'voor met volgens in op bij tijdens onder zonder tussen uit van over door naar tot aan om',
    manners: 'alsof|zoals aan',
    explaining: 'defin|uitleg|leg|omschrijf|beschrijf|vat|verduidelijk',
    conditions: 'als indien wanneer voordat nadat terwijl hoewel totdat zodra toen',
    conjunctions: 'en maar omdat want dus of hoewel',
    relatives: 'dat waar die zoals aangezien omdat',
  },
  pl: {
    particles: 'właściwie więc dokładnie tak naprawdę w końcu',
    sources: 'wedlug|zgodnie|wedle|zdaniem',
    prepositions: 'dla na do w we według z ze przy nad pod podczas bez przed po za od między przez ku wedle zgodnie',
    manners: 'jakby|jakbym|jakbys|jak dla',
    explaining: 'zdefini|defini|wyjasn|wytlumacz|opis|objasn',
    conditions: 'jeśli jeżeli gdy gdyby kiedy zanim po dopóki aż chociaż choć',
    conjunctions: 'i a ale bo ponieważ więc lecz lub',
    relatives: 'że jak który która kiedy gdzie co bo ponieważ skoro',
  },
  ru: {
    particles: 'же вообще собственно именно точно конкретно наконец',
    sources: 'согласно|судя|по мнению|по словам|исходя',
    prepositions: 'для в во по за у с со согласно на при под над без до от из между через перед судя к ко',
    manners: 'как будто|будто|словно|как для',
    explaining: 'определ|объясн|опис|поясн',
    conditions: 'если когда пока прежде перед хотя после до',
    conjunctions: 'и а но потому поскольку так или ведь',
    relatives: 'что чтобы как который которая когда где кто ибо поскольку потому раз так',
  },
  uk: {
    particles: 'ж же взагалі власне саме точно конкретно',
    sources: 'згідно|судячи|на думку|за словами|виходячи',
    prepositions: 'для в у по за згідно до на при під над без від із з між через перед судячи',
    manners: 'ніби|наче|неначе|як для',
    explaining: 'визнач|поясн|опис',
    conditions: 'якщо коли поки перш перед хоча після до',
    conjunctions: 'і й та а але бо оскільки тому або адже',
    relatives: 'що щоб як який яка коли де хто бо оскільки раз так тому',
  },
  sv: {
    particles: 'egentligen då nu exakt',
    sources: 'enligt',
    prepositions: 'för med enligt i på till under utan mellan från hos',
    manners: 'som om',
    explaining: 'defin|forklar|beskriv',
    conditions: 'om när innan efter medan tills fast',
    conjunctions: 'och men eftersom för så eller',
    relatives: 'att som eftersom',
  },
  el: {
    particles: 'λοιπόν ακριβώς τελικά',
    sources: 'συμφωνα',
    prepositions: 'στο στη στην στον στα για με σε από κατά χωρίς σύμφωνα πριν μετά',
    conditions: 'αν εάν όταν πριν αφού ενώ',
    conjunctions: 'και κι αλλά επειδή γιατί όμως ή',
    relatives: 'που πως γιατί επειδή καθώς',
  },
  tr: {
    particles: 'acaba peki yani tam olarak ki aslında',
    sources: 'gore|bakilirsa|uyarinca',
    genitives: '(?<!iç)[ıiuü]n',
    explaining: 'tanim|acikla|anlat',
    closers: 'için göre kadar önce sonra gibi olmadan ama fakat çünkü ve ile üzere olarak',
    endings: '[dt][ae]n?|l[ae]|ken|[ıiuü]p|[ıiuü]nca',
    borders: '\\s(?:ama|fakat|çünkü|ancak|lakin|yani)\\s',
    conjunctions: 've ama fakat çünkü ki',
  },
  hi: {
    particles: 'आखिर आख़िर वास्तव दरअसल असल सच ठीक',
    sources: 'अनुसार|मुताबिक|मुताबिक़',
    genitives: '(?<!बिना .*) (?:का|की|के)',
    closers: 'में पर से को ने तक लिए बिना बाद पहले साथ अनुसार मुताबिक है हैं था थी थे हूँ हूं',
    borders: '\\s(?:कि|लेकिन|मगर|क्योंकि|इसलिए)\\s',
    conjunctions: 'और लेकिन मगर क्योंकि इसलिए कि',
  },
  ur: {
    particles: 'آخر دراصل اصل ٹھیک',
    sources: 'مطابق|بموجب',
    genitives: '(?<!بغیر .*) (?:کا|کی|کے)',
    closers: 'میں پر سے کو نے تک لیے لئے بغیر بعد پہلے ساتھ مطابق ہے ہیں تھا تھی تھے ہوں',
    borders: '\\s(?:کہ|لیکن|مگر|کیونکہ)\\s',
    conjunctions: 'اور لیکن مگر کیونکہ کہ',
  },
  bn: {
    particles: 'আসলে ঠিক শেষমেশ তাহলে',
    sources: 'অনুযায়ী|অনুসারে|মতে',
    genitives: 'র',
    closers: 'জন্য ছাড়া আগে পরে মতো মতে অনুযায়ী অনুসারে দিয়ে সাথে নিয়ে থেকে মধ্যে',
    endings: 'ে|তে|য়',
    borders: '\\s(?:কিন্তু|তবে|কারণ|তাই|যে)\\s',
    conjunctions: 'এবং ও আর কিন্তু কারণ তাই যে',
  },
  ta: {
    particles: 'உண்மையில் சரியாக',
    sources: 'படி|பிரகாரம்',
    genitives: 'ின்|உடைய',
    closers: 'முன் பின் பிறகு இல்லாமல் போல படி',
    endings: 'ில்|ால்|க்கு|ுடன்|டம்|ாமல்|ாக',
    borders: '\\s(?:ஆனால்|ஏனெனில்|அதனால்|எனவே)\\s',
    conjunctions: 'மற்றும் ஆனால்',
  },
  ko: {
    particles: '도대체 대체 결국 과연 정확히',
    sources: '따르면|의하면|따라서|보면',
    genitives: '의',
    endings: '에서|에게|에는|에|으로|로|없이|께',
    borders:
      '\\p{Script=Hangul}(?:는데요?|은데요?|인데요?|한데요?|니까|라서|해서|어서|아서|여서|려고|려면|느라|면서|다가|지만|때문에|으면|시면|다면)\\s|\\s(?:전에|후에|때문에|그런데|근데|하지만)\\s',
  },
  fa: {
    particles: 'دقیقا بالاخره اصلا واقعا پس',
    relatives: 'چون',
    sources: 'طبق|مطابق|بر اساس|از نظر|براساس|به گفته',
    prepositions: 'در با از برای بدون طبق مطابق بر به روی سر تا زیر',
    closers: 'در با از برای بدون طبق تا قبل بعد پیش مطابق به',
    borders: '\\s(?:که|ولی|اما|چون|زیرا|پس)\\s',
    conditions: 'اگر وقتی قبل پیش تا هنگامی',
    conjunctions: 'و ولی اما چون که زیرا',
    headFirst: true,
  },
  ar: {
    particles: 'إذن بالضبط تحديدا حقا فعلا أصلا',
    sources: 'حسب|بحسب|وفق|وفقا|استنادا|بناء',
    prepositions: 'في على من إلى عن حسب بحسب وفق وفقا عند بدون دون تحت فوق خلال قبل بعد',
    conditions: 'إذا إن لو عندما قبل بعد حين حينما كي',
    conjunctions: 'و لكن لكنني لأن لأنني لأني كي ثم أو',
    relatives: 'أن إن ما من كيف متى بما لأن لأنني لأني',
    headFirst: true,
  },
  id: {
    particles: 'sebenarnya sih ya itu tepatnya dong',
    sources: 'menurut|berdasarkan|sesuai',
    prepositions: 'dalam di ke dari untuk dengan menurut berdasarkan pada tanpa oleh sebelum sesudah sesuai secara',
    manners: 'seolah|seakan|seperti',
    explaining: 'defin|mendefin|jelas|menjelas',
    conditions: 'jika kalau bila ketika sebelum sesudah setelah sambil agar supaya saat',
    conjunctions: 'dan tapi tetapi namun karena sebab jadi agar supaya atau',
    relatives: 'yang karena sebab',
    borders: '\\syang\\s',
    headFirst: true,
  },
  vi: {
    particles: 'vậy thế ạ nhỉ nhé cuối',
    sources: 'theo|dua vao|dua theo|can cu',
    prepositions: 'trong theo với bằng cho ở tại trên dưới không để',
    manners: 'như thể|như cho',
    closers: 'trong theo với bằng cho trước sau vì để của ở về',
    borders: '\\s(?:rằng|nhưng|thì|nên|mà)\\s',
    conditions: 'nếu khi trước sau để',
    conjunctions: 'và nhưng vì nên để mà',
    relatives: 'rằng thì bởi do tại vì',
    headFirst: true,
  },
};
