import { knownLanguageOf } from '@ai-teacher/language/function-words.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';

/** The lines of a reply; `{}` is the title of the document, `{n}` the page or the chapter. */
export type ReplyTexts = {
  readonly greeting: string;
  readonly thanks: string;
  readonly more: string;
  readonly which: string;
  readonly empty: string;
  readonly noPage: string;
  readonly noChapter: string;
  readonly noOutline: string;
  readonly page: string;
  readonly chapter: string;
  readonly topics: string;
};

const english: ReplyTexts = {
  greeting: 'Hello! Ask me about your material, for example: “What is …?” or “What is on page 5?”',
  thanks: 'You are welcome. Ask me the next question about your material when you are ready.',
  more: 'More about what? Name the subject, for example: “Tell me more about …”.',
  which: 'You have several documents. Choose the one that you mean, and ask again.',
  empty: 'You have no document yet that can be read. Ask again when your teacher has shared one.',
  noPage: 'I found no page {n} in “{}”. Ask for another page, or about a subject.',
  noChapter: 'I found no chapter {n} in “{}”. Ask for its main topics, or about a subject.',
  noOutline: '“{}” has no headings that I could read. Ask about a page or a subject.',
  page: 'Page {n} of “{}” says:',
  chapter: '“{n}” in “{}” begins:',
  topics: 'The main topics of “{}”:',
};

const translations: Readonly<Record<string, ReplyTexts>> = {
  de: {
    greeting:
      'Hallo! Frag mich etwas zu deinem Material, zum Beispiel: „Was ist …?“ oder „Was steht auf Seite 5?“',
    thanks: 'Gern geschehen. Stell mir die nächste Frage zu deinem Material.',
    more: 'Mehr worüber? Nenne das Thema, zum Beispiel: „Erzähl mir mehr über …“.',
    which: 'Du hast mehrere Dokumente. Wähle das gemeinte aus, und frag noch einmal.',
    empty: 'Du hast noch kein lesbares Dokument. Frag wieder, wenn deine Lehrkraft eines freigegeben hat.',
    noPage: 'Eine Seite {n} habe ich in „{}“ nicht gefunden. Frag nach einer anderen Seite oder einem Thema.',
    noChapter: 'Ein Kapitel {n} habe ich in „{}“ nicht gefunden. Frag nach den Hauptthemen.',
    noOutline: '„{}“ hat keine lesbaren Überschriften. Frag nach einer Seite oder einem Thema.',
    page: 'Auf Seite {n} von „{}“ steht:',
    chapter: '„{n}“ in „{}“ beginnt so:',
    topics: 'Die Hauptthemen von „{}“:',
  },
  fr: {
    greeting: 'Bonjour ! Posez-moi une question sur vos documents, par exemple : « Qu’est-ce que … ? »',
    thanks: 'Avec plaisir. Posez-moi la question suivante sur vos documents.',
    more: 'Plus sur quoi ? Nommez le sujet, par exemple : « Que dit le livre sur … ? »',
    which: 'Vous avez plusieurs documents. Choisissez celui dont il s’agit, puis redemandez.',
    empty:
      'Vous n’avez pas encore de document lisible. Redemandez quand votre professeur en aura partagé un.',
    noPage: 'Je n’ai pas trouvé de page {n} dans « {} ». Demandez une autre page ou un sujet.',
    noChapter: 'Je n’ai pas trouvé de chapitre {n} dans « {} ». Demandez les sujets principaux.',
    noOutline: '« {} » n’a pas de titres lisibles. Demandez une page ou un sujet.',
    page: 'La page {n} de « {} » dit :',
    chapter: '« {n} » dans « {} » commence ainsi :',
    topics: 'Les sujets principaux de « {} » :',
  },
  es: {
    greeting: '¡Hola! Pregúntame sobre tu material, por ejemplo: «¿Qué es …?»',
    thanks: 'De nada. Hazme la siguiente pregunta sobre tu material.',
    more: '¿Más sobre qué? Nombra el tema, por ejemplo: «Cuéntame más sobre …».',
    which: 'Tienes varios documentos. Elige el que quieres decir y pregunta otra vez.',
    empty: 'Aún no tienes ningún documento legible. Pregunta de nuevo cuando tu profesor comparta uno.',
    noPage: 'No encontré la página {n} en «{}». Pregunta por otra página o por un tema.',
    noChapter: 'No encontré el capítulo {n} en «{}». Pregunta por los temas principales.',
    noOutline: '«{}» no tiene títulos legibles. Pregunta por una página o por un tema.',
    page: 'La página {n} de «{}» dice:',
    chapter: '«{n}» en «{}» empieza así:',
    topics: 'Los temas principales de «{}»:',
  },
};

/** A greeting has no function words that show its language. */
const languagesOfGreetings: Readonly<Record<string, string>> = {
  hallo: 'de',
  moin: 'de',
  danke: 'de',
  tschuss: 'de',
  vielen: 'de',
  bonjour: 'fr',
  salut: 'fr',
  bonsoir: 'fr',
  merci: 'fr',
  hola: 'es',
  buenos: 'es',
  buenas: 'es',
  gracias: 'es',
  hello: 'en',
  hi: 'en',
  hey: 'en',
  good: 'en',
  thanks: 'en',
  thank: 'en',
};

/** The texts in the language of the message where translated, otherwise in English. */
export const replyTextsFor = (message: string): ReplyTexts => {
  const words = plainSpelling(message).match(/\p{L}+/gu) ?? [];
  const greeted = words.flatMap((word) => languagesOfGreetings[word] ?? [])[0];
  return translations[greeted ?? knownLanguageOf(message) ?? 'en'] ?? english;
};
