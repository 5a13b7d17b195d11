/**
 * Frames × terms × languages: a small book per language, and ways in which people ask for its terms. `{}` is
 * the term as a question uses it. The first frame is the bare question.
 */
type Table = {
  /** Term in a question → the sentence of the book that defines it. */
  readonly book: Readonly<Record<string, string>>;
  readonly frames: readonly string[];
};

/** Tables by the code of their language. */
export type Frames = Readonly<Record<string, Table>>;

/** The table of the first half of the languages. */
export const firstFrames: Frames = {
  en: {
    book: {
      evaporation: 'Evaporation is the change of a liquid into a gas at its surface.',
      'a glacier': 'A glacier is a large mass of ice that moves slowly over land.',
      photosynthesis: 'Photosynthesis is the process by which plants make sugar from light.',
      'an aquifer': 'An aquifer is a layer of rock that stores water.',
    },
    frames: [
      'What is {}?',
      'Hello! What is {}?',
      'Hi there, could you please tell me what {} is?',
      'Good morning sir, what is {}? Thank you very much!',
      'what is {} please',
      'What is the definition of {}?',
      'Give me the definition of {}.',
      'What does {} mean?',
      'What is meant by {}?',
      'Define {}',
      'Explain {} to me.',
      'According to the textbook, what is {}?',
      'Based on the book, what is {}?',
      'In simple words, what is {}?',
      'What is {}, in simple words?',
      'Explain in one short sentence what {} is.',
      'For my homework I need to know what {} is.',
      'I have a geography test tomorrow and I am confused. What is {}?',
      'I don’t understand this chapter. Can you help me? What exactly is {}?',
      'Please, what is {}? It is for my homework.',
      'I was wondering what {} is.',
      'Tell me about {}',
      'And what is {}?',
      'So, what is {} then?',
      'My teacher asked us: what is {}?',
    ],
  },
  de: {
    book: {
      Verdunstung: 'Die Verdunstung ist der Übergang von flüssigem Wasser in Wasserdampf.',
      'ein Gletscher': 'Ein Gletscher ist eine große Masse aus Eis, die langsam talwärts fließt.',
      Überschwemmung: 'Eine Überschwemmung ist ein Zustand, bei dem Land unter Wasser steht.',
      Ueberschwemmung: 'Eine Überschwemmung ist ein Zustand, bei dem Land unter Wasser steht.',
    },
    frames: [
      'Was ist {}?',
      'Hallo! Was ist {}?',
      'Guten Tag, können Sie mir bitte erklären, was {} ist?',
      'Was ist {} bitte? Vielen Dank!',
      'Was versteht man unter {}?',
      'Was bedeutet {}?',
      'Laut Lehrbuch: Was ist {}?',
      'Was ist {}, in einfachen Worten?',
      'Für meine Hausaufgaben: Was ist {}?',
      'Ich schreibe morgen eine Klassenarbeit. Was ist {}?',
      'Kannst du mir sagen, was {} ist?',
      'Definiere {}.',
    ],
  },
  fr: {
    book: {
      'l’évaporation': 'L’évaporation est le passage de l’eau liquide à l’état de vapeur.',
      'un glacier': 'Un glacier est une grande masse de glace qui s’écoule lentement.',
      'la rosée': 'La rosée est l’eau qui se dépose la nuit sur l’herbe.',
      'la rosee': 'La rosée est l’eau qui se dépose la nuit sur l’herbe.',
    },
    frames: [
      'Qu’est-ce que {} ?',
      'Bonjour, qu’est-ce que {} ? Merci beaucoup !',
      'C’est quoi {} ?',
      'Que signifie {} ?',
      'Pouvez-vous m’expliquer ce qu’est {}, s’il vous plaît ?',
      'Selon le manuel, qu’est-ce que {} ?',
      'En mots simples, qu’est-ce que {} ?',
      'Pour mes devoirs, qu’est-ce que {} ?',
      'J’ai un contrôle demain. Qu’est-ce que {} ?',
      'Je voudrais savoir ce qu’est {}.',
    ],
  },
  es: {
    book: {
      'la evaporación': 'La evaporación es el paso de un líquido al estado de gas.',
      'la evaporacion': 'La evaporación es el paso de un líquido al estado de gas.',
      'un glaciar': 'Un glaciar es una gran masa de hielo que se mueve despacio.',
      'el rocío': 'El rocío es el agua que aparece por la noche sobre la hierba.',
    },
    frames: [
      '¿Qué es {}?',
      'Que es {}',
      'Hola, ¿qué es {}? Muchas gracias.',
      '¿Qué significa {}?',
      '¿Cuál es la definición de {}?',
      '¿Me puedes explicar qué es {}, por favor?',
      'Según el libro, ¿qué es {}?',
      'En palabras sencillas, ¿qué es {}?',
      'Para mi tarea: ¿qué es {}?',
      'Mañana tengo un examen. ¿Qué es {}?',
    ],
  },
  it: {
    book: {
      'l’evaporazione': 'L’evaporazione è il passaggio di un liquido allo stato di gas.',
      'un ghiacciaio': 'Un ghiacciaio è una grande massa di ghiaccio che scorre lentamente.',
      'la rugiada': 'La rugiada è acqua che si deposita di notte sull’erba.',
    },
    frames: [
      'Che cos’è {}?',
      'Buongiorno, che cos’è {}? Grazie mille.',
      'Cosa significa {}?',
      'Mi puoi spiegare cos’è {}, per favore?',
      'Secondo il libro, che cos’è {}?',
      'In parole semplici, che cos’è {}?',
      'Per i miei compiti: che cos’è {}?',
      'Qual è la definizione di {}?',
    ],
  },
  pt: {
    book: {
      'a evaporação': 'A evaporação é a passagem de um líquido ao estado de gás.',
      'a evaporacao': 'A evaporação é a passagem de um líquido ao estado de gás.',
      'uma geleira': 'Uma geleira é uma grande massa de gelo que se move devagar.',
      orvalho: 'O orvalho é a água que se forma à noite sobre a relva.',
    },
    frames: [
      'O que é {}?',
      'Olá, o que é {}? Obrigado.',
      'O que significa {}?',
      'Qual é a definição de {}?',
      'Você pode me explicar o que é {}, por favor?',
      'Segundo o livro, o que é {}?',
      'Em palavras simples, o que é {}?',
      'Para a minha lição: o que é {}?',
    ],
  },
  nl: {
    book: {
      verdamping: 'Verdamping is de overgang van een vloeistof naar een gas.',
      'een gletsjer': 'Een gletsjer is een grote massa ijs die langzaam beweegt.',
      dauw: 'Dauw is water dat zich in de nacht op het gras vormt.',
    },
    frames: [
      'Wat is {}?',
      'Hallo, wat is {}? Dank je wel.',
      'Wat betekent {}?',
      'Kun je mij uitleggen wat {} is, alsjeblieft?',
      'Volgens het boek: wat is {}?',
      'Wat is {}, in eenvoudige woorden?',
      'Voor mijn huiswerk: wat is {}?',
    ],
  },
  pl: {
    book: {
      parowanie: 'Parowanie to zmiana cieczy w gaz na jej powierzchni.',
      lodowiec: 'Lodowiec to wielka masa lodu, która powoli się przesuwa.',
      fotosynteza: 'Fotosynteza to proces, w którym rośliny wytwarzają cukier.',
    },
    frames: [
      'Co to jest {}?',
      'Cześć, co to jest {}? Dziękuję.',
      'Czym jest {}?',
      'Co oznacza {}?',
      'Proszę mi powiedzieć, co to jest {}.',
      'Według podręcznika, co to jest {}?',
      'Co to jest {}, prostymi słowami?',
    ],
  },
  ru: {
    book: {
      испарение: 'Испарение — это превращение жидкости в газ.',
      ледник: 'Ледник — это большая масса льда, которая медленно движется.',
      фотосинтез: 'Фотосинтез — это процесс, при котором растения создают сахар.',
    },
    frames: [
      'Что такое {}?',
      'Здравствуйте, что такое {}? Спасибо.',
      'Что означает {}?',
      'Скажите, пожалуйста, что такое {}?',
      'Согласно учебнику, что такое {}?',
      'Простыми словами, что такое {}?',
      'Мне нужно знать для домашнего задания, что такое {}.',
    ],
  },
  uk: {
    book: {
      випаровування: 'Випаровування — це перетворення рідини на газ.',
      льодовик: 'Льодовик — це велика маса льоду, яка повільно рухається.',
    },
    frames: [
      'Що таке {}?',
      'Привіт, що таке {}? Дякую.',
      'Що означає {}?',
      'Поясніть, будь ласка, що таке {}.',
      'Згідно з підручником, що таке {}?',
      'Простими словами, що таке {}?',
    ],
  },
};
