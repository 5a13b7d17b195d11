/** The kind of information that a question asks for. */
export type QuestionKind = 'time' | 'occasion' | 'number' | 'person' | 'definition' | 'other';

/**
 * The words by which a language asks, per kind; phrases of one kind are separated by commas. `{x}` stands for
 * one more word.
 */
export const askingWords: Readonly<Record<string, Readonly<Partial<Record<QuestionKind, string>>>>> = {
  en: {
    occasion: `when is,when are,when do,when does,when can,when should`,
    time: `when was,when were,when did,when will,when has,when have,when had,when could,when would,when,since when,
      what year,which year,what century,which century,what decade,which decade,what month,which month,what day,which day,what date,which date,what time,how long ago`,
    number: `how many,how much,how long,how far,how old,how tall,how large,how big,how often,how deep,how high,how fast,how heavy,how wide,
      how hot,how cold,what percent,what percentage,which percentage,what number,which number,what proportion,what fraction,what amount`,
    person: 'who,whom,whose,by whom,what person,which person',
    definition: `what is meant by,what do you mean by,what do we mean by,what do they mean by,what do you understand by,what do we understand by,
      what is understood by,what is the definition of,what is the meaning of the word,what is the meaning of the term,what is the meaning of,how do you define,how would you define,how is {x} defined,how is {x} {x} defined,what do we call,what do they call,what do people call,what do you call,what even is,what on earth is,define the term,
      define the word,what does {x} mean,what do {x} mean,what does {x} {x} mean,define,definition of,meaning of,
      explain what,explain the term,what’s,what is,what are,whats`,
    other: 'what,which,where,why,how,explain,describe',
  },
  de: {
    time: `wann,seit wann,in welchem jahr,welches jahr,welchem jahr,welchem jahrhundert,welchem monat,welchem tag`,
    number:
      'wie viel,wie viele,wieviel,wieviele,wie lang,wie lange,wie groß,wie hoch,wie weit,wie alt,wie oft,wie tief,wie schnell',
    person: 'wer,wem,wen,wessen',
    definition: `was ist,was sind,was bedeutet,was heißt,was bezeichnet,was versteht man unter,was versteht ihr unter,wie kann man {x} erklären,wie erklärt man,was verstehst du unter,was verstehen wir unter,was meint man mit,
      was meint der begriff,wie lautet die definition von,wie lautet die definition,wie definiert man,wie kann man {x} definieren,was heißt das wort,was nennt man,was ist denn,
      was ist laut {x} {x},was ist laut {x},was ist mit {x} gemeint,
      definiere,definition,bedeutung`,
    other: `was,wo,woher,wohin,wie,warum,wieso,weshalb,welche,welcher,welches,welchem,welchen,wodurch,womit,woraus,wofür,worin,worauf,
      erkläre,erklär,beschreibe,nenne`,
  },
  fr: {
    time: 'quand,depuis quand,en quelle année,quelle année,quel siècle,quelle date,quel mois,quel jour',
    number: 'combien,combien de,quel pourcentage,quel nombre',
    person: 'qui,à qui,par qui',
    definition: `ce qu est,ce que signifie,ce que veut dire,qu est ce que,qu est ce qu,c est quoi,c est quoi exactement,comment définit on,comment définir,comment définissez vous,qu appelle t on,qu entend on par,qu entend t on par,que désigne,que signifie,que veut dire,définis,définir,définition,quelle est la définition,
      signification`,
    other: 'que,quoi,où,comment,pourquoi,quel,quelle,quels,quelles,explique,expliquez,décris',
  },
  es: {
    time: 'cuándo,en qué año,qué año,qué siglo,qué fecha,qué mes,qué día',
    number: 'cuánto,cuánta,cuántos,cuántas,qué porcentaje,qué número',
    person: 'quién,quiénes',
    definition:
      'qué es,qué son,a qué se llama,qué quiere decir,a qué llamamos,cómo se define,qué se llama,qué significa,qué se entiende por,qué quiere decir,define,definición,significado',
    other: 'qué,dónde,cómo,por qué,cuál,cuáles,explica,describe',
  },
  it: {
    time: 'quando,in che anno,quale anno,che anno,quale secolo',
    number: 'quanto,quanta,quanti,quante,quale percentuale',
    person: 'chi',
    definition:
      'che cos è,che cosa è,cosa si intende per,che cosa si intende per,che cosa s intende per,cosa s intende per,che significa,come si definisce,cosa vuol dire,che cosa vuol dire,che vuol dire,cos è,cosa è,cosa sono,che cosa sono,cosa significa,che cosa significa,definisci,definizione,significato',
    other: 'che,cosa,dove,come,perché,quale,quali,spiega',
  },
  pt: {
    time: 'quando,em que ano,qual ano,que ano,que século',
    number: 'quanto,quanta,quantos,quantas,qual porcentagem',
    person: 'quem',
    definition:
      'o que é,o que são,o que quer dizer,o que se entende por,que é,como se define,a que se chama,o que significa,que significa,o que se entende por,defina,definição,significado',
    other: 'o que,que,onde,como,por que,porquê,qual,quais,explique,explica',
  },
  nl: {
    time: 'wanneer,in welk jaar,welk jaar',
    number: 'hoeveel,hoe lang,hoe groot,hoe hoog,hoe ver,hoe oud,hoe vaak',
    person: 'wie,door wie',
    definition:
      'wat is,wat zijn,wat betekent,wat bedoelt men met,wat wordt bedoeld met,wat versta je onder,wat houdt {x} in,wat verstaat men onder,definieer,definitie,betekenis',
    other: 'wat,waar,waarom,hoe,welke,welk,leg uit',
  },
  sv: {
    time: 'när,vilket år',
    number: 'hur många,hur mycket,hur lång,hur länge,hur stor',
    person: 'vem,vilka personer',
    definition: 'vad är,vad betyder,vad menas med,vad innebär,definiera,definition',
    other: 'vad,var,varför,hur,vilken,vilka,vilket,förklara',
  },
  pl: {
    time: 'kiedy,w którym roku,którym roku',
    number: 'ile,jak długo,jak daleko,jak wysoki',
    person: 'kto,kogo,komu,kim',
    definition:
      'co to jest,co to są,co wiesz o,co wiemy o,czym jest,czym są,co to,co nazywamy,co rozumiemy przez,co oznacza,co znaczy,jaka jest definicja,co to znaczy,zdefiniuj,definicja,definicję',
    other:
      'co,czym,gdzie,dlaczego,jak,jaki,jaka,jakie,jaką,jakiego,jakim,jakich,który,która,które,którą,którego,wyjaśnij',
  },
  ru: {
    time: 'когда,в каком году,каком году',
    number: 'сколько,как долго,как далеко',
    person: 'кто,кого,кому,кем',
    definition:
      'что такое,что значит,что означает,что называют,что понимают под,что называется,дай определение,определение',
    other: 'что,где,почему,как,какой,какая,какие,какое,какую,какого,каком,каким,каких,зачем,объясни',
  },
  uk: {
    time: 'коли,в якому році,якому році',
    number: 'скільки',
    person: 'хто,кого,кому,ким',
    definition: 'що таке,що називають,що розуміють під,що означає,що це таке,визначення',
    other: 'що,де,чому,як,який,яка,які,яке,яку,якого,якому,яких,навіщо,поясни',
  },
  tr: {
    time: 'ne zaman,hangi yıl,hangi yılda',
    number: 'kaç,ne kadar',
    person: 'kim,kimi,kimin',
    definition:
      'nedir,neydi,ne idi,ne demek,ne demektir,ne anlama gelir,ne demektir,neye denir,neye {x} denir,ne anlama geliyor,tanımı nedir,tanımı,tanımla',
    other: 'ne,nerede,neden,niçin,nasıl,hangi,açıkla',
  },
  hi: {
    time: 'कब,किस वर्ष',
    number: 'कितना,कितनी,कितने',
    person: 'कौन,किसने,किसे',
    definition:
      'क्या है,क्या हैं,क्या होते हैं,का अर्थ क्या है,का मतलब क्या है,से क्या तात्पर्य है,से क्या अभिप्राय है,से आप क्या समझते हैं,से आप क्या समझते हो,क्या समझते हैं,किसे कहा जाता है,किसको कहते हैं,क्या होता है,क्या होती है,किसे कहते हैं,क्या अर्थ है,परिभाषा',
    other: 'क्या,कहाँ,क्यों,कैसे,किस',
  },
  he: {
    time: 'מתי,באיזו שנה,באיזה תאריך',
    number: 'כמה',
    person: 'מי',
    definition:
      'מה זה,מה זאת,מהו,מהי,מהם,מהן,מה הוא,מה היא,מה פירוש,מה הפירוש של,מה המשמעות של,מה משמעות,הגדרה',
    other: 'מה,איפה,היכן,למה,מדוע,איך,כיצד,איזה,איזו,אילו,הסבר,הסבירו',
  },
  ar: {
    time: 'متى,في أي عام,أي عام,أي سنة',
    number: 'كم,كم عدد',
    person: 'من هو,من هي,من',
    definition:
      'ما هو,ما هي,ما معنى,ما مفهوم,ما المقصود ب,ما المقصود,ماذا نقصد,ماذا يقصد,ماذا نعني,عرف,تعريف,ماذا يعني,ماذا تعني',
    other: 'ما,ماذا,أين,لماذا,كيف,أي,اشرح',
  },
  fa: {
    time: 'کی,چه زمانی,در چه سالی,چه سالی',
    number: 'چند,چقدر',
    person: 'چه کسی,چه کسانی',
    definition:
      'چیست,چیه,چی هست,منظور از {x} چیست,به چه معنی است,یعنی چی,به چه می‌گویند,یعنی چه,به چه معناست,تعریف',
    other: 'چه,کجا,چرا,چگونه,کدام',
  },
  ur: {
    time: 'کب,کس سال',
    number: 'کتنا,کتنی,کتنے',
    person: 'کون,کس نے',
    definition:
      'کیا ہے,کیا ہیں,کیا ہوتا ہے,کیا ہوتی ہے,کسے کہتے ہیں,کس کو کہتے ہیں,کسے کہا جاتا ہے,کا کیا مطلب ہے,کا مطلب کیا ہے,سے کیا مراد ہے,تعریف',
    other: 'کیا,کہاں,کیوں,کیسے,کس',
  },
  bn: {
    time: 'কখন,কবে,কত সালে',
    number: 'কত,কয়টি',
    person: 'কে,কারা',
    definition: 'কী,কি,কাকে বলে,কাকে বলা হয়,মানে কী,মানে কি,এর সংজ্ঞা,বলতে কী বোঝায়,সংজ্ঞা',
    other: 'কোথায়,কেন,কীভাবে,কিভাবে,কোন',
  },
  ta: {
    time: 'எப்போது,எந்த ஆண்டு',
    number: 'எத்தனை,எவ்வளவு',
    person: 'யார்',
    definition: 'என்றால் என்ன,எதனை குறிக்கிறது,என்பதன் பொருள் என்ன,என்ன,என்பது என்ன,வரையறு',
    other: 'எங்கே,ஏன்,எப்படி,எவ்வாறு,எது,எந்த',
  },
  ko: {
    time: '언제,몇 년',
    number: '몇,얼마나',
    person: '누구,누가',
    definition:
      '무엇인가요,무엇이었죠,무엇이었나요,무엇이죠,무엇일까요,뭐였죠,뭐였지,무엇입니까,무엇인지,무엇을 말하나요,무엇을 의미하나요,무슨 뜻인가요,무슨 뜻이에요,뭔가요,뭐죠,뭔지,뭐예요,뭐야,이란,란 무엇,무엇,정의',
    other: '어디,왜,어떻게,어떤,어느',
  },
  id: {
    time: 'kapan,tahun berapa',
    number: 'berapa',
    person: 'siapa,siapakah',
    definition:
      'apa itu,apakah itu,apakah {x} itu,itu apa,apa definisi,apa makna,apa maksud dari,apa yang disebut,apakah yang dimaksud dengan,apakah yang dimaksud,adalah apa,apa yang dimaksud dengan,apa yang dimaksud,apa arti,apa pengertian,pengertian,definisi',
    other: 'apa,apakah,mana,mengapa,kenapa,bagaimana,jelaskan',
  },
  vi: {
    time: 'khi nào,năm nào,bao giờ',
    number: 'bao nhiêu,mấy',
    person: 'ai',
    definition: 'là gì,nghĩa là gì,được hiểu là gì,có nghĩa là gì,là cái gì,định nghĩa',
    other: 'gì,đâu,tại sao,vì sao,thế nào,nào',
  },
  sw: {
    time: 'lini,mwaka gani',
    number: 'ngapi,kiasi gani',
    person: 'nani',
    definition: 'ni nini,nini maana ya,maana ya,nini',
    other: 'wapi,kwa nini,vipi,gani',
  },
  el: {
    time: 'πότε,ποια χρονιά,ποιο έτος',
    number: 'πόσο,πόσα,πόσοι,πόσες,πόση',
    person: 'ποιος έγραψε,ποιος ανακάλυψε,ποιος ήταν,ποιοι',
    definition:
      'τι είναι,τι σημαίνει,τι εννοούμε με τον όρο,τι εννοούμε με,τι λέμε,τι ονομάζουμε,πώς ορίζεται,τι ορίζουμε ως,ορισμός,ορισμό',
    other: 'τι,πού,γιατί,πώς,ποιος,ποια,ποιο,εξήγησε,εξηγήστε',
  },
  zh: {
    time: '什么时候,什麼時候,哪一年,哪年,何时,何時',
    number: '多少,几个,幾個,几年,幾年,几种,幾種,多长,多長,多大,多高',
    person: '谁,誰',
    definition:
      '是什么,是什麼,什么是,什麼是,是什么意思,是什麼意思,什么意思,什麼意思,指什么,指什麼,指的是什么,指的是什麼,何谓,何謂,何为,何為,是啥,啥是,什么叫,什麼叫,的定义,的定義',
    other: '什么,什麼,哪里,哪裡,哪裏,为什么,為什麼,怎么,怎麼,如何,哪',
  },
  ja: {
    time: 'いつ,何年',
    number: 'いくつ,何人,どのくらい,どれくらい',
    person: '誰,だれ',
    definition:
      'とは何でしょうか,とは何なのか,とはどういう意味,とはどういうもの,とはどんなもの,ってどういう意味,って何,とは何,とは,って何,何ですか,の定義,の意味',
    other: '何,どこ,なぜ,どうして,どのように,どの,どう',
  },
  th: {
    time: 'เมื่อไร,เมื่อไหร่,เมื่อใด',
    number: 'กี่,เท่าไร,เท่าไหร่',
    person: 'ใคร',
    definition: 'คืออะไร,อะไรคือ,หมายความว่าอะไร,หมายความว่าอย่างไร,หมายถึงสิ่งใด,หมายถึงอะไร,แปลว่าอะไร,นิยาม',
    other: 'อะไร,ที่ไหน,ทำไม,อย่างไร,ยังไง',
  },
};
