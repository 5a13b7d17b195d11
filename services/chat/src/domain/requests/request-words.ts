import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';

const setOf = (list: string): ReadonlySet<string> => new Set(plainSpelling(list).split(/\s+/u));

/** Words that say nothing beside a greeting or thanks. */
export const fillers =
  setOf(`ok okay great cool nice super perfect toll prima gut bien bueno parfait genial perfetto ótimo much so very
  again all much mucho muchas sehr beaucoup bahut wel hartelijk bardzo большое огромное великий дуже çok बहुत بہت نہایت جدا خیلی অনেক மிக்க 정말 banyak
  nhiều infiniment mil sana today heute hoy aujourd hui oggi hoje vandaag bueno`);

/** Words for a page, before or after its number. */
export const pageWords =
  setOf(`page p pg seite s página pagina pág sida strona stronie strony страница странице страницу стр
  сторінка сторінці sayfa पृष्ठ पेज صفحة صفحه صفحہ halaman trang ukurasa bladzijde blz 페이지 পৃষ্ঠা পৃষ্ঠায় பக்கம் பக்கத்தில்`);

const stemsOf = (list: string): readonly string[] => plainSpelling(list).split(/\s+/u);

/** Beginnings of such words in languages with endings. */
export const pageStems = stemsOf(
  'sayfa stron страниц сторінц 페이지 쪽 পৃষ্ঠা পাতা பக்க صفح पृष्ठ पन्न पेज halaman ukurasa',
);

/** The same for chapters and for topics. */
export const chapterStems = stemsOf(
  'bölüm rozdzia глав розділ अध्याय पाठ فصل باب درس 장 단원 অধ্যায় அத்தியாய kapitel hoofdstuk',
);
export const topicStems = stemsOf(
  'hauptthem themen hoofdonderwerp onderwerp konu topik 주제 목차 тем বিষয় সূচি தலைப்பு موضوع محتو विषय temat argoment',
);

/** Words between the word for a page and its number: "page no. 5", "पृष्ठ संख्या 5". */
export const numberSigns = setOf(
  'no nr num number nummer numéro número numero संख्या नंबर نمبر رقم شماره নম্বর எண் номер nomor số',
);

/** Words for a chapter, before or after its number. */
export const chapterWords =
  setOf(`chapter ch unit lesson section kapitel abschnitt chapitre capítulo capitulo capitolo hoofdstuk
  rozdział rozdziału глава главу главы главе розділ розділу bölüm अध्याय الفصل فصل باب bab chương sura 단원 অধ্যায় அத்தியாயம்`);

/** Words that ask for a short form of a text. */
export const summaryWords =
  setOf(`summarise summarize summarises summary summaries overview outline zusammenfassung zusammenfassen zusammen fasse
  fass überblick résume résumez résumer résumé sommaire resumen resumir resume resume riassunto riassumi riassumere resumo resuma
  samenvatting samenvatten vat streszczenie streść кратко перескажи резюме підсумуй özet özetle सारांश ملخص لخص تلخيص خلاصه خلاصہ
  rangkum ringkasan tóm tắt muhtasari 요약 요약해 সারসংক্ষেপ সারাংশ சுருக்கம் சுருக்கமாக சுருக்கமாகக் சுருக்குக`);

/** Words for what a book is about. */
export const topicWords =
  setOf(`topic topics subject subjects theme themes contents outline themen thema hauptthemen
  inhalt inhaltsverzeichnis überblick sujets sujet thèmes thème contenu sommaire matières temas tema contenido contenidos índice
  argomenti argomento indice assuntos assunto onderwerpen onderwerp inhoud tematy temat treści темы тема оглавление содержание теми зміст
  konular konu içindekiler विषय मुख्य المواضيع مواضيع الموضوعات موضوعات محتويات موضوع mada topik isi chủ đề 주제 목차 বিষয় তலைப்புகள்`);

/** Words that may stand beside the words above. */
export const partWords =
  setOf(`main chief important key major principal whole entire chapters give show list read number no nr say says
  happen write stand steht stehen haupt wichtigsten wichtige zeige zeig nenne ganze principaux principales principal montre montrez
  donne liste tout dice importantes muestra enumera principali principais hoofd belangrijkste główne główny основные главные головні ana
  प्रमुख الرئيسية اصلی utama chính covered covers cover discussed document file pdf documents handelt dokument liegt livre parle libro trata
  documento bitte finde findet enthält enthalten написано находится записано napisane znajduje jest escrito contiene tiene écrit écrite trouve
  scritto scrive trova escrita staat geschreven er var yazıyor yer alıyor bulunuyor लिखा लिखी मौजूद بتाया موجود مكتوب مكتوبة يوجد توجد هناك موضوعات
  نوشته شده هست چیزی لکھا لکھی লেখা আছে রয়েছে உள்ளது உள்ளன எழுதப்பட்டுள்ளது இல் 뭐가 무엇이 있나요 있습니까 있어요 나오나요 나와요 내용은 내용이 내용 적혀
  에는 에 의 isi isinya ada tertulis nói viết viết có read about buches livres libros boek buku kitabın kitap książki книги книги підручника
  किताब पुस्तक মূল বইয়ের প্রধান 주요 책의 இந்த utamanya saja nelerdir nedir sont são quali quais which cover covering treat treats deal deals
  main hauptsächlich primary central essential overall zusammen samen können summarising zusammenfassend give gib stelle dar önce
  kapitels des te ta find finds whats worum geht wovon handelt dit montre montrez pone muestra muéstrame enséñame haz mostra mostre mostrami fammi
  vedere laat zien toon pokaż pokazać покажи покажите göster gösterir दिखाइए दिखाओ दिखाएं اعرض اعرضي ارني نشان بده بدهید دکھائیں দেখাও দেখান காட்டு
  보여줘 보여주세요 뭐라고 쓰여 적혀있나요 tampilkan tunjukkan xem 에는 основні основних முக்கிய கூறு கூறுக சொல் ஐ এর`);

/** Words that ask for a text: an article behind them asks for no meaning ("Give me an overview"). */
export const showingWords =
  setOf(`give show make list write gib zeig erstelle schreib mach donne montre fais écris dame haz muestra escribe dammi fammi
  scrivi dê faça mostre geef maak laat daj zrób дай сделай`);

const phrases = (list: string): readonly string[] => list.split(',').map((one) => plainSpelling(one).trim());

/** Words before or beside a term whose meaning is asked ("What is a theme?", "Define summary"). */
export const definingWords =
  setOf(`a an one define definition mean means meaning meant ein eine einen definiere bedeutet bedeutung
  un une définis définition signifie uno una define definición significa um uma definição een betekent definitie`);

/** Words of a message that asks for a meaning, however polite its other words are. */
export const meaningWords =
  setOf(`define definition definiere définis définition definición defina definição definisci definizione definieer definitie zdefiniuj
  definicja определение визначення định nghĩa definisi pengertian`);

/** Messages that ask for more of the last answer. */
export const morePhrases = new Set(
  phrases(`more,tell me more,more please,tell me more about it,tell me more about that,go on,continue,keep going,and more,say more,
    give me more,more details,anything else,what else,mehr,mehr davon,erzähl mehr,erzähl mir mehr,weiter,mach weiter,noch mehr,
    plus,dis m en plus,dites m en plus,continue,continuez,encore,más,cuéntame más,dime más,sigue,continúa,altro,dimmi di più,continua,
    mais,conte me mais,meer,vertel meer,ga door,więcej,powiedz więcej,ещё,еще,подробнее,расскажи больше,більше,розкажи більше,daha fazla,
    devam,devam et,और बताओ,और बताइए,और,المزيد,اخبرني المزيد,بیشتر,بیشتر بگو,مزید,مزید بتائیں,আরও,আরও বলুন,மேலும்,மேலும் சொல்லுங்கள்,더,더 알려주세요,
    lebih lanjut,ceritakan lebih banyak,thêm,nói thêm,zaidi,继续,繼續,更多,もっと,もっと教えて,続けて,ต่อ`),
);

/** Words that ask for more, and words that may stand beside them. */
export const moreWords =
  setOf(`more further mehr weiter weitere weiteres plus davantage más altro più mais meer verder więcej еще ещё больше подробнее
  більше докладніше ще daha fazla अधिक ज्यादा المزيد اكثر بیشتر مزید আরও মেয়ে মেলুম் மேலும் 더 lebih lagi thêm zaidi`);
export const moreVerbs =
  setOf(`tell know hear bit little details detail want give say show go on explain erzählen erzähl erzähle erzählst sagen wissen davon darüber
  dire dites dis raconter raconte savoir en contar cuéntame decir decirme saber dirmi raccontare dire contar falar vertellen vertel weten
  opowiedz powiedzieć рассказать расскажи розкажи розказати anlatır anlat bilgi ver बताइए बताओ बताएं اخبرني قل بگو بگویید بتائیں বলুন বলো
  சொல்லுங்கள் 알려주세요 알려줘 말해줘 이야기해 ceritakan jelaskan nói kể genauer ausführlicher détails detalles dettagli detalhes szczegóły подробности`);

/** Messages that ask who answers, or how the tutor is. */
export const smallTalkPhrases = new Set(
  phrases(`how are you,who are you,what can you do,help,help me,can you help me,what are you,wie geht es dir,wie geht s,wer bist du,
    hilfe,was kannst du,ça va,comment ça va,qui es tu,aide moi,qué tal,cómo estás,quién eres,ayuda,come stai,chi sei,tudo bem,quem é você`),
);

/** Messages that ask what the book is about. */
export const aboutPhrases = new Set(
  phrases(`what is this about,what is it about,what is this book about,what is the book about,what is the document about,
    what is this document about,what is in the book,table of contents,show me the table of contents,show the table of contents,what is in this book,what does the book cover,worum geht es,worum geht es in dem buch,
    worum geht es im buch,worum geht es in diesem buch,wovon handelt das buch,de quoi parle le livre,de quoi parle ce livre,
    de quoi s agit il,de quoi parle ce manuel,de quoi traite le livre,de quoi traite ce livre,de qué habla el libro,de qué habla este libro,di cosa tratta il libro,
    de que trata o livro,de que fala o livro,waar gaat het boek over,waar gaat dit boek over,o czym jest książka,o czym jest ta książka,о чем книга,о чём эта книга,
    про що книга,про що ця книга,kitap ne hakkında,bu kitap ne hakkında,यह किताब किस बारे में है,किताब किस बारे में है,عن ماذا يتحدث الكتاب,عم يتحدث الكتاب,
    کتاب درباره چیست,این کتاب درباره چیست,کتاب کس بارے میں ہے,یہ کتاب کس بارے میں ہے,이 책은 무엇에 관한 것인가요,buku ini tentang apa,apa isi buku ini,sách này nói về gì,de qué trata,de qué trata el libro,de qué trata este libro,di cosa parla il libro,do que trata o livro`),
);

/** Page and chapter in scripts without blanks, and the same in digits. */
export const spacelessPagePattern =
  /(?:第\s*)?(?<label>\d{1,5}|[一二三四五六七八九十]{1,2})\s*(?:页|頁|ページ)|หน้า\s*(?:ที่\s*)?(?<thai>\d{1,5})/u;
export const spacelessChapterPattern =
  /第\s*(?<number>\d{1,3}|[一二三四五六七八九十]{1,2})\s*(?:章|[课課])|บท\s*(?:ที่\s*)?(?<thai>\d{1,3})/u;
export const spacelessTopicPattern =
  /(?:主要)?(?:主题|主題|内容|內容|話題|トピック|目次|目录|目錄|หัวข้อ|สารบัญ|เนื้อหา)/u;
export const spacelessSummaryPattern = /总结|總結|概括|摘要|要約|まとめ|สรุป/u;
export const spacelessMorePattern =
  /^(?:我?(?:和|跟|给|給|对|對)?我?(?:再|多|更)*(?:说|說|讲|講)(?:一?[点點些])?(?:吧|更多|多一[点點])?|(?:可以|能)?(?:再)?(?:多)?(?:告[诉訴]我)(?:更多|多一[点點])|もっと(?:詳しく|くわしく)?(?:教えて|説明して)?(?:ください)?|เล่าต่อ|บอกเพิ่มเติม|อธิบายเพิ่ม(?:เติม)?)$/u;
