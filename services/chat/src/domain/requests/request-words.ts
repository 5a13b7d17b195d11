import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';

const setOf = (list: string): ReadonlySet<string> => new Set(plainSpelling(list).split(/\s+/u));

/** Words that say nothing beside a greeting or thanks. */
export const fillers =
  setOf(`ok okay great cool nice super perfect toll prima gut bien bueno parfait genial perfetto ótimo much so very
  again all much mucho muchas sehr beaucoup bahut`);

/** Words for a page, before or after its number. */
export const pageWords =
  setOf(`page p pg seite s página pagina pág sida strona stronie strony страница странице страницу стр
  сторінка сторінці sayfa पृष्ठ पेज صفحة صفحه صفحہ halaman trang ukurasa 페이지 পৃষ্ঠা পৃষ্ঠায় பக்கம் பக்கத்தில்`);

/** Words for a chapter, before or after its number. */
export const chapterWords =
  setOf(`chapter ch unit lesson section kapitel abschnitt chapitre capítulo capitulo capitolo hoofdstuk
  rozdział rozdziału глава главу главы главе розділ розділу bölüm अध्याय الفصل فصل باب bab chương sura 단원 অধ্যায় அத்தியாயம்`);

/** Words that ask for a short form of a text. */
export const summaryWords =
  setOf(`summarise summarize summary summaries overview outline zusammenfassung zusammenfassen zusammen fasse
  fass überblick résume résumer résumé sommaire resumen resumir resume resume riassunto riassumi riassumere resumo resuma
  samenvatting samenvatten vat streszczenie streść кратко перескажи резюме підсумуй özet özetle सारांश ملخص لخص تلخيص خلاصه خلاصہ
  rangkum ringkasan tóm tắt muhtasari 요약 요약해 সারসংক্ষেপ சுருக்கம்`);

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
  documento bitte`);

const phrases = (list: string): readonly string[] => list.split(',').map((one) => plainSpelling(one).trim());

/** Words before or beside a term whose meaning is asked ("What is a theme?", "Define summary"). */
export const definingWords =
  setOf(`a an one define definition mean means meaning meant ein eine einen definiere bedeutet bedeutung
  un une définis définition signifie uno una define definición significa um uma definição een betekent definitie`);

/** Messages that ask for more of the last answer. */
export const morePhrases = new Set(
  phrases(`more,tell me more,more please,tell me more about it,tell me more about that,go on,continue,keep going,and more,say more,
    give me more,more details,anything else,what else,mehr,mehr davon,erzähl mehr,erzähl mir mehr,weiter,mach weiter,noch mehr,
    plus,dis m en plus,dites m en plus,continue,continuez,encore,más,cuéntame más,dime más,sigue,continúa,altro,dimmi di più,continua,
    mais,conte me mais,meer,vertel meer,ga door,więcej,powiedz więcej,ещё,еще,подробнее,расскажи больше,більше,розкажи більше,daha fazla,
    devam,devam et,और बताओ,और बताइए,और,المزيد,اخبرني المزيد,بیشتر,بیشتر بگو,مزید,مزید بتائیں,আরও,আরও বলুন,மேலும்,மேலும் சொல்லுங்கள்,더,더 알려주세요,
    lebih lanjut,ceritakan lebih banyak,thêm,nói thêm,zaidi,继续,繼續,更多,もっと,もっと教えて,続けて,ต่อ`),
);

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
    de quoi s agit il,de qué trata,de qué trata el libro,de qué trata este libro,di cosa parla il libro,do que trata o livro`),
);

/** Page and chapter in scripts without blanks, and the same in digits. */
export const spacelessPagePattern = /第\s*(?<label>\d{1,5})\s*(?:页|頁|ページ)/u;
export const spacelessChapterPattern = /第\s*(?<number>\d{1,3})\s*章/u;
export const spacelessTopicPattern = /(?:主要)?(?:主题|主題|内容|內容|話題|トピック|目次|目录|目錄)/u;
export const spacelessSummaryPattern = /总结|總結|概括|摘要|要約|まとめ/u;
