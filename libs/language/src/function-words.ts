/**
 * Words that carry grammar rather than subject matter, per language. They are left out of the comparison of a
 * question with a sentence. Only the list that fits a text best is used, because one language's article is
 * another's noun ("war", "die", "son").
 */
const lists: Readonly<Record<string, string>> = {
  en: `a about above after again against all also am an and any are as at be because been before being below between both but
    by can could did do does doing down during each either else few for from further had has have having he her here hers him
    his how i if in into is it its itself just many me might more most much must my no nor not of off on once only or other
    our out over own per same shall she should so some such than that the their them then there these they this those through
    to too under until up upon us used very was we were what when where which while who whom whose why will with within
    would you your according explain describe define tell give name list please mean means kind type called happen happened
    one ones get got does doesn don isn`,
  de: `aber alle als also am an auch auf aus bei beim bis da damit dann das dass dem den denn der des die dies diese diesem dieser
    dieses doch dort du durch ein eine einem einen einer eines er es etwas für gab gegen gibt haben hat hatte hatten ich ihr
    ihre ihrem ihren ihrer im in ins ist ja jede jeder jedes kann können man mehr mit nach nicht noch nur ob oder ohne sehr sein
    seine seinem seinen seiner sich sie sind so über um und uns unter vom von vor war waren warum was welche welchem welchen
    welcher welches wem wen wenn wer werden wessen wie wieso wird wo wodurch woher wohin wurde wurden zu zum zur zwischen
    viel viele heißt bedeutet erkläre nenne beschreibe`,
  fr: `à au aux avec c ce ces cet cette ceux comme comment d dans de des du elle en entre est et était étaient être eu fait il ils
    j l la le les leur leurs lors lorsque m mais même n ne nous on ont ou où par pas plus pour pourquoi qu quand que quel quelle
    quelles quels qui quoi s sa sans se ses si son sont sous sur t tandis tous tout un une vous combien expliquez définir
    signifie appelle`,
  es: `a al algo ante bajo como cómo con contra cual cuál cuáles cuando cuándo cuánto cuánta cuántos cuántas de del desde donde dónde
    durante e el él ella ellas ellos en entre era eran es esa ese eso esta está este esto fue fueron ha han hasta hay la las le les
    lo los más me mi muy no nos o otro para pero por porque qué que quién quiénes quien se ser si sí sin sobre son su sus
    también tiene tras u un una uno unos y ya significa llama explica define`,
  it: `a ad ai al alla alle anche c che chi ci come con cosa da dal dalla dei del della delle di dove e è ed era erano essere fu furono
    gli ha hanno i il in l la le lo loro ma nel nella non o per perché più qual quale quali quando quanti quanto quella quello
    questa questo se si sono su sua sul suo tra un una uno significa`,
  pt: `a ao aos as às com como da das de del do dos e é ela ele eles em entre era eram está foi foram há isso isto já mais mas na nas
    não no nos o onde os ou para pela pelas pelo pelos por porque porquê qual quais quando quantos quanto que quê quem se sem
    ser seu seus sua suas são também tem um uma significa`,
  nl: `aan al als bij dan dat de der deze die dit door een en er had hebben heeft het hij hoe hoeveel hun ik in is je kan maar
    meer met na naar niet nog of om onder ook op over te tot uit van veel voor waar waarom wanneer waren was wat welke werd werden
    wie wordt worden zijn zich zij`,
  ru: `а без был была были было быть в во вот все всё где да для до его ее её если есть же за и из или им их к как какая какие каким
    каких каков какой какую когда кого который кто куда ли между мы на над не него нее нет но о об он она они оно от по под после
    почему при с сколько со так также там то только у уже чего чей чем что чтобы эта эти это этот является`,
  tr: `ama bir bu da daha de değil diye en gibi göre hangi hangisi hem her için ile ise kaç kadar ki kim kimin mı mi mu mü nasıl ne
    neden nedir nerede nereye niçin o olan olarak oldu olduğu oldukları olması on sonra şu tarafından ve veya ya zaman`,
  hi: `और इन इस इसका इसके इसे उन उनके उस उसके एक एवं का कि किस किसका किसके किसने की के को कौन कौनसा कौन-सा क्या क्यों कब कहाँ कहां कितना कितनी कितने
    कैसे गई गए गया जब जो तक तथा तो था थी थे द्वारा ने पर भी में यह या ये रहा रही रहे लिए वह वाला वाले वे से हुआ हुई हुए है हैं हो होता होती होते`,
  ar: `أن أو أي أين إلى إن الذي التي التي الذين في قد كان كانت كم كيف لا لم لماذا لن ما ماذا متى مع من منذ هذا هذه هل هو هي و وقد على عن
    عند بين بعد قبل كل ذلك تلك تم حيث`,
  vi: `ai bao bị bởi các cái cho có của cùng đã đang đâu để đến đó được gì hay khi không là lại lúc mà mấy một nào này nên nhiều những
    như ở ra rằng sao sẽ tại theo thì thế trên trong từ và về vì với`,
};

const sets = Object.entries(lists).map(([language, words]) => ({
  language,
  words: new Set(words.split(/\s+/u)),
}));

const none: ReadonlySet<string> = new Set();

/** The language whose function words are the most frequent in `words` (lower case); undefined without any. */
const closest = (words: Iterable<string>): (typeof sets)[number] | undefined => {
  const hits = new Map<string, number>();
  for (const word of words) {
    for (const set of sets) {
      if (set.words.has(word)) hits.set(set.language, (hits.get(set.language) ?? 0) + 1);
    }
  }
  return sets
    .filter((set) => hits.has(set.language))
    .sort((one, other) => (hits.get(other.language) ?? 0) - (hits.get(one.language) ?? 0))[0];
};

/** The function words of the most likely language of `words` (lower case); empty when no language fits. */
export const functionWordsFor = (words: Iterable<string>): ReadonlySet<string> => {
  return closest(words)?.words ?? none;
};

/**
 * Guesses the language of a text by its function words, as a two-letter code; `en` without any function word.
 */
export const languageOf = (text: string): string => {
  return closest(text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [])?.language ?? 'en';
};

/**
 * The question words of scripts written without spaces; they are removed before the character grams are
 * taken.
 */
export const spacelessScaffoldingPattern =
  /什么时候|什么样|什么是|是什么|为什么|什么|哪一?[个些年种位里]|谁的|是谁|谁|多少|怎么样?|如何|几[个年种位]|请问|的|了|吗|呢|何ですか|とは何|なぜ|どこ|いつ|だれ|誰|どの|です|ですか|อะไร|ทำไม|เมื่อไหร่|เมื่อใด|ที่ไหน|ใคร|อย่างไร|เท่าไร|กี่/gu;

/** Words of any subject: they can be left out or replaced without changing what a question is about. */
const light = new Set(
  `able add allow also amount appear area based become begin being best better big bring case cause certain change
  common concept considered contain create current describe development difference different early end
  event example exist fact famous feature find first found general given go good great group help high idea important include
  including individual involved item kind know known large last late later lead less level like line live located long
  main major make making matter meaning method modern need new number occur often old part particular people period person
  place play point possible primary process produce provide purpose reason refer referred related result role said same second
  see sentence serve set show side similar single size small something sort start state stand statement still sometimes system take
  term terms thing think time today took two type types use used uses using usually various want way well word words work
  world year years often considered main made make makes believe believed think thought say says said try tried`.split(
    /\s+/u,
  ),
);

/** Tells whether a word in lower case belongs to every subject and so says little about one. */
export const isLight = (word: string): boolean => {
  return light.has(word);
};

/**
 * The English function words of exam's items: more than the list above, with auxiliaries such as "usually".
 */
const englishFunctionWords = new Set(
  `a about above after again all also although always am an and another any are around as at be because been before
  being below between both but by called can cannot could did do does done down each either else even ever every few
  first for from further get gets given gives had has have having he her here hers him his how however i if in into is
  it its itself just kind kinds known least less like made make makes many may me might more most much must my name
  near neither never next no none nor not now of off often on once one ones only or other others our out over own part
  particular per rather same several she should since so some something such than that the their them then there these
  they thing things this those though through thus to together too two type under until up upon us use used uses using
  usually very was way we well were what when where whether which while who whom whose why will with within without
  would yet you your`.split(/\s+/),
);

/** Tells whether an English word carries grammar rather than subject matter; case does not count. */
export const isFunctionWord = (word: string): boolean => {
  return englishFunctionWords.has(word.toLowerCase());
};

/**
 * English words that search leaves out; in other languages their low inverse document frequency does the
 * same.
 */
const stopWords = new Set(
  (
    'a an and are as at be but by did do does for from had has have he her his how i if in into is it its not of on or ' +
    'that the their there these they this to was were what when where which who whom why will with you your'
  ).split(' '),
);

/** Tells whether search leaves a word out. */
export const isStopWord = (word: string): boolean => {
  return stopWords.has(word);
};
