import { inLowerCase, plainSpelling, spellingsOf } from '@ai-teacher/language/spelling/folding.ts';

/**
 * Words with which the sender refers to the sender or the tutor. The words beside them are no part of the
 * question.
 */
const personal = `i me my mine we us our you your i’m i’ve i’d i’ll ich mir mich mein meine meinen meiner meinem meines wir uns unser
  unsere du dir dich dein deine deinen deiner sie ihnen ihr je j moi me m mon ma mes nous notre nos vous votre vos tu toi ton tes yo
  mi mis me nosotros nuestro nuestra tú usted te tus io mio mia miei mie noi nostro tuo eu meu minha meus minhas nós nosso você
  ik mij mijn wij ons onze jij je jouw u jag mig min mitt mina vi du ja mnie mi mój moje moja mojego mojej my nam nas ty ci twój
  я мне меня мой моя моё моего моей моему мы нам нас наш вы вам вас ты тебе мені мене моєї мого ми нам ви вам ben bana benim bize biz
  sen siz size ödevim मुझे मैं मेरा मेरे मेरी हम हमें हमारे आप आपको أنا لي نحن لنا أنت واجبي من مرا برای می‌خواهم ما مجھے میں میرا میرے میری
  ہم ہمیں آپ আমি আমাকে আমার আমাদের আপনি তুমি எனக்கு நான் என் எங்கள் நீங்கள் நாங்கள் 저 저는 제 제가 나 나는 내 우리 saya aku kami kita anda kamu tôi
  mình em bạn chúng mimi nina tafadhali`;

/** Words of courtesy, of the asking itself and of the lesson: they never say what a question is about. */
const courtesy = `παρακαλώ ευχαριστώ ευχαριστούμε πολύ γεια σας σου καλημέρα καλησπέρα χαίρετε κύριε κυρία mañana tengo debo demain ai domani ho devo amanhã tenho jutro mam muszę завтра yarın var कल غدا فردا আগামীকাল நாளை 내일 besok morgen
  exactly actually really basically short one single hello hi hey dear greetings good morning afternoon evening day thanks thank thx please pls kindly sorry excuse pardon
  sir madam miss mr mrs teacher tutor professor everyone there again advance appreciate appreciated lot quick question questions
  homework assignment worksheet quiz exam test class classes lesson lessons course study studying revision revise revising tomorrow today
  textbook textbooks schoolbook book books chapter material materials notes text page reading according based help helping need needs
  want wants like wonder wondering curious know understand understanding learn learning remember confused stuck tell explain
  simple simply easy plain short shortly brief briefly words word sentence sentences language terms detail details own
  step steps beginner child kid year old grade answer say says said let ask asking one two few could can would may might
  hallo guten tag morgen abend liebe lieber danke dank vielen bitte entschuldigung frau herr lehrer lehrerin hausaufgabe hausaufgaben
  schule unterricht klassenarbeit prüfung lehrbuch schulbuch buch laut gemäß einfach einfachen worten wörtern kurz sagen sag erklären
  wissen verstehen möchte könntest könnten kannst können hilfe brauche satz frage
  bonjour salut bonsoir merci beaucoup s’il plaît svp monsieur madame professeur devoirs devoir cours examen manuel livre selon d’après
  simplement simples mots bref brièvement phrase dire dis dites expliquer savoir comprendre voudrais aimerais peux pouvez pourriez
  pourrais aide aider besoin question école
  hola buenos buenas días tardes noches gracias muchas por favor perdón señor señora profesor profesora maestro tarea deberes clase
  examen libro texto según palabras sencillas simples breve brevemente decir dime dígame explicar explicarme saber entender quisiera
  quiero gustaría puedes puede podrías podría ayuda ayudar necesito pregunta escuela
  ciao buongiorno buonasera salve grazie mille favore piacere scusi scusa professore professoressa compiti compito verifica lezione libro
  testo secondo parole semplici brevemente dire dimmi spiegare spiegarmi sapere capire vorrei puoi può potresti potrebbe aiuto
  olá oi bom boa tarde noite obrigado obrigada professor professora dever lição prova aula livro texto segundo palavras simples
  resumidamente dizer diga explicar saber entender gostaria quero pode poderia podes ajuda preciso
  hallo hoi goedemorgen goedemiddag dag dank bedankt alstublieft alsjeblieft meneer mevrouw leraar huiswerk toets les boek leerboek
  volgens eenvoudige woorden kort zeggen vertellen uitleggen weten begrijpen zou willen graag kun kunt kan hulp nodig
  hej tack snälla läxa läxan lärobok boken enligt enkla ord kort säga förklara veta
  cześć dzień dobry witam dziękuję dzięki proszę pan pani lekcja lekcję zadanie domowe zadania domowego sprawdzian podręcznik podręcznika
  podręcznikiem książka według prostych słowach prostymi słowami krótko powiedzieć powiedz wyjaśnić wiedzieć zrozumieć chciałbym chciałabym
  chcę możesz może mógłbyś pomoc potrzebuję
  привет здравствуйте здравствуй добрый день утро вечер спасибо пожалуйста учитель домашнее задание домашнего задания домашнюю урок
  контрольная учебник учебника учебнику согласно простыми словами кратко скажи скажите объясните объяснить знать понять хочу хотел
  хотела можешь можете помогите помощь нужна нужно привіт добрий вітаю дякую будь ласка вчитель домашнього завдання домашнє урок підручник
  підручником підручника згідно простими словами коротко скажи скажіть поясни поясніть пояснити знати хочу можеш можете
  merhaba selam günaydın iyi günler teşekkürler teşekkür ederim lütfen öğretmenim hocam ödev ödevim sınav ders kitaba kitap kitabına göre
  basit basitçe kelimelerle kısaca söyle söyler misin misiniz açıkla açıklar bilmek istiyorum anlat
  नमस्ते नमस्कार धन्यवाद शुक्रिया कृपया सर मैडम गुरुजी गृहकार्य होमवर्क परीक्षा पाठ्यपुस्तक पुस्तक किताब अनुसार सरल आसान शब्दों संक्षेप बताइए बताइये बताओ बताएं
  समझाइए समझाओ समझाएं जानना चाहता चाहती हूँ हूं सकते क्या
  مرحبا السلام عليكم أهلا صباح مساء الخير شكرا جزيلا فضلك سمحت رجاء أستاذ الواجب واجبي المنزلي الامتحان الدرس الكتاب كتاب المدرسي حسب وفقا
  بكلمات كلمات بسيطة باختصار قل أخبرني اشرح أريد أعرف أفهم يمكنك هل
  سلام درود ممنون متشکرم مرسی لطفا لطفاً استاد معلم تکلیف مشق امتحان درس کتاب درسی طبق مطابق زبان ساده کلمات خلاصه بگو بگویید توضیح بده دهید بدهید
  می‌خواهم بدانم خواهم
  آداب شکریہ مہربانی براہ کرم برائے جناب استاد ہوم ورک امتحان سبق کتاب درسی نصابی مطابق آسان سادہ الفاظ مختصر بتائیں بتائیے بتاؤ سمجھائیں
  جاننا چاہتا چاہتی ہوں سکتے
  নমস্কার হ্যালো ধন্যবাদ দয়া দয়া অনুগ্রহ স্যার শিক্ষক বাড়ির কাজ কাজের পরীক্ষা পাঠ্যবই পাঠ্যবইয়ের বই বইয়ের অনুযায়ী অনুসারে সহজ ভাষায় কথায় সংক্ষেপে বলুন
  বলো বলবেন বুঝিয়ে ব্যাখ্যা জানতে চাই পারেন
  வணக்கம் நன்றி தயவு தயவுசெய்து செய்து ஆசிரியர் ஐயா வீட்டுப்பாடம் வீட்டுப்பாடத்திற்கு தேர்வு பாடநூல் பாடப்புத்தகத்தின்படி பாடநூலின்படி புத்தகம் படி எளிய
  சொற்களில் வார்த்தைகளில் சுருக்கமாக சொல்லுங்கள் கூறுங்கள் விளக்குங்கள் விளக்கவும்
  안녕하세요 안녕 감사합니다 고마워요 부탁합니다 부탁드립니다 제발 선생님 숙제 숙제로 시험 수업 교과서 교과서에 책 따르면 의하면 쉬운 쉽게 간단히 간단하게 말로 설명해
  설명해주세요 주세요 알려 알려주세요 알고 싶어요 궁금해요
  halo hai selamat pagi siang sore malam terima kasih tolong mohon silakan pak bu guru pr tugas rumah ujian pelajaran buku teks
  menurut berdasarkan sederhana singkat secara katakan sebutkan beritahu ingin tahu mengerti bisakah dapatkah bantu
  xin chào cảm ơn vui lòng làm ơn thầy cô bài tập nhà kiểm tra sách giáo khoa theo đơn giản ngắn gọn hãy giải thích cho biết muốn
  habari jambo asante tafadhali mwalimu kazi nyumbani mtihani kitabu kulingana maneno rahisi kifupi niambie eleza nataka kujua
  yo heya howdy morning gm ma’am mam buddy bother bothering trouble disturb disturbing apologies apologise apologize plz pls thanku thankyou ty thx tysm cheers
  mentioned like five wanna gonna gotta term line lines note notes define defines brief clearly clear quickly doubt query assignment
  project presentation essay tutorial lecture write writing down give giving provide hope well sure layman layman’s kids
  beginners someone eli5
  moin servus grüß gott grüezi na sehr geehrte geehrter geehrtes verehrte liebes entschuldigen verzeihung tut leid danke schön dankeschön
  bitteschön begriff wort wörter laut dem lautet meint meinst gesagt nennt nennen heißt bedeuten definieren definiert beschreiben kurz
  knapp verständlich eigenen eigenes gib gebt geben nenn mal denn eigentlich überhaupt doch kapitel aufgabe referat vortrag
  heute nochmal verstanden verstehe kapiert wüsste gern gerne
  coucou stp svp plait merci bcp désolé désolée pardon excusez excuse moi maître maîtresse prof texte chapitre leçon exposé demain
  termes propres donner donne donnez donnes définir définis décrire dites écrire court courte courtes après selon veux veut voudrais
  aimerais savoir connaître rappeler rappelle compris comprends pas
  profe profes maestra saludos disculpe disculpa perdone perdona porfa porfavor acuerdo términos propias pocas decirme dígame dime
  explícame explíqueme explíquenos definir definirme defíneme dame deme capítulo lección entiendo entendí
  podrían pudieras pudiera quería querría necesitaría
  prof maestro maestra buondì scusami scusate perfavore termini proprie poche dammi darmi mi dia definire definiscimi capitolo capisco
  capito
  oi professora desculpe desculpa termos próprias poucas me diga dá dar defina definir capítulo entendi entendo queria saber conforme
  acordo
  dag hoi goeiedag leerkracht juf meester sorry termen eigen geef geven definieer definiëren hoofdstuk begrijp snap niet volgens weet
  siema hejka dzieńdobry przepraszam profesorze panie pani nauczycielu definicję podaj podać wytłumacz wytłumaczyć wytłumaczysz opisz
  własnymi rozumiem rozdział podręcznikiem oparciu opierając
  извините простите учительница определение дай дайте опиши опишите расскажи расскажите своими коротко вкратце понимаю понял поняла
  глава главе доброе добрый вибачте дай дайте опиши опишіть розкажи розкажіть своїми розумію
  pardon hocam affedersiniz rica etsem tanımını tanımla tanımlar açıklayın açıklar mısınız mısın musun musunuz anlatır misin kısa
  bölüm göre
  गुड मॉर्निंग मैम महोदय टीचर प्लीज दीजिए दीजिये दें करें कीजिए करो लिखिए लिखो बताना समझ समझते समझाना समझाकर बता सकते सकती कहा
  भाषा सरल अपने अर्थ मतलब तात्पर्य आशय अध्याय
  ممكن لو تشرح تشرحي تشرحوا تفسر تعرف عرف عرّف تعريف اذكر وضح وضّح بين فسر لي هذا معلم معلمتي أستاذي أستاذة الفصل المقصود يقصد نقصد حول بإيجاز بشكل بسيط
  بأسلوب سهل سهلة
  خسته نباشید جناب آقا خانم چیه منظور مقصود کنید کن کنین بنویسید شرح دهید فصل بگین بگید میشه می‌شه می‌توانید میتوانید
  سر میڈم سرجی وضاحت کریں کیجیے کیجئے بتا سکتے سکتی لکھیں باب مطلب
  আপু ভাই ম্যাডাম করুন করো লিখুন লেখো দাও দিন অধ্যায় বুঝি বোঝায়
  அன்புள்ள டீச்சர் சார் விளக்கு விளக்கம் தாருங்கள் எழுதுக கூறுக அத்தியாயம்
  쌤 선생님께 부탁해요 설명해주실래요 설명하세요 설명하시오 정의하세요 정의하시오 알려줘 말해줘 뭔지 대해 대해서 무슨 뜻이에요 뜻인가요 좀
  permisi maaf bapak ibu guru jelaskan jelasin sebutkan tuliskan definisikan definisi pengertian bab ya dong sih kak
  oi ạ định nghĩa nêu trình bày ạ vậy thưa chương
  habari samahani mwalimu fafanua sura
  okay ok alright anyway possible mind explaining explained explains stated stating says using used asked asks asking called calls
  little brother sister mother father mum mom dad friend friends classmate kindly detail idea think thinking thought
  interested interesting pretty talk talking talked discuss discussed elaborate summary summarise clarify clarification recall
  simplest easiest everyday possibly maybe perhaps today tonight week month next
  erklären erklärt erklärst erkläre erläutern erläutere beschreiben sagst gefragt fragt fragen fragte bruder schwester mutter vater freund
  freundin voraus einfache einfacher einfachste kurze kurzer kurzes gerade wirklich nächste woche mir mich dir eigentlich verständlicher
  überhaupt hallöchen hey servus ok okay also mal eben schnell lernen gelernt wissen weiß
  définit définissez définissent explique expliquez expliquer simplement clairement facilement question petite petit frère sœur mère père
  ami amie demande demandé semaine prochaine besoin savoir apprendre appris avance vouloir parle parler parlez ok d’accord
  exactement vraiment
  decir dice dicen quiere quieren significar llama llaman explique explicar sencillo sencilla claro claramente hermano hermana mamá papá
  amigo amiga pregunta preguntó semana próxima aprender saber conocer hablar háblame cuéntame acerca ok vale verdad realmente
  cos dire vuol vogliono intendere intende dai dammi dato spiega spieghi spiegare spiegarci chiaro chiaramente fratello sorella mamma papà
  amico amica domanda chiesto settimana prossima imparare sapere parlare parlami ok davvero esattamente
  quer querem entende entendemos dizer claro claramente irmão irmã mãe pai amigo amiga pergunta perguntou semana próxima aprender falar
  fale fala conta sobre ok realmente exatamente
  uitleg legt leg kort eenvoudig broer zus moeder vader vriend vraag gevraagd week volgende leren weten ok eigenlijk echt gewoon
  polega polegają oznaczać znaczy wyjaśnić krótko prosto brat siostra mama tata kolega pyta zapytał tydzień tygodniu nauczyć wiedzieć
  opowiedz ok właściwie naprawdę dokładnie
  слово слова значит подскажи подскажите брат сестра мама папа друг спросил спросила спрашивает неделе неделя ладно вообще кратко
  просто понятно толком точно именно вкратце подробно поясните поясни про
  значить слово слова підкажи підкажіть брат сестра мама тато друг запитав запитала тижні просто зрозуміло коротко точно саме взагалі
  acaba peki hakkında bilgi ver verir verin verebilir kavramı kavramını kavramının açıklayınız açıkla açıklama tanımlayınız kardeşim
  arkadaşım sordu anlamadım anlamıyorum tam olarak şey
  बारे परिभाषित समझाएँ समझाइये समझना बतलाइए बतलाएं व्याख्या वर्णन संक्षिप्त विस्तार दोस्त भाई बहन पूछा क्लास
  تعرف نعرف معروف شرح تفسير توضيح وصف صف أخي أختي أمي أبي صديقي سألني غدا عندي لدي أحتاج احتاج فهمت أفهم
  معنایی معنا معنای دارد دانم دونم می‌دانم نمی‌دانم نمیدانم بدانم فهمم نمی‌فهمم برادرم خواهرم دوستم پرسید فردا بیان تشریح مختصر خلاصه
  راجع درباره
  بارے بتائیے سمجھائیں سمجھائیے سمجھا مجھے تعریف مفہوم معنی معنیٰ بیان تشریح بھائی بہن دوست پوچھا کل وضاحت لکھیے
  সম্পর্কে বিষয়ে বুঝিয়ে বুঝাও বোঝান দিন আমাকে আমাকে একটু সংজ্ঞা সংজ্ঞাটি মানে ভাই বোন বন্ধু
  பற்றி பற்றிய கூறு விளக்குக விளக்குங்கள் எனக்கு கொஞ்சம் சொல்லு சொல் பொருள் அர்த்தம்
  질문 있어요 있습니다 있는데요 궁금합니다 궁금한데요 알려주실래요 알려주시겠어요 설명 설명을 동생이 친구가 물어봤어요 내일
  way ways puts put keep forget forgets forgetting forgot forgotten never anybody remind reminds remember reminder love look bot robot assistant help helps english team folks guys people
  hab habe soll sollen gut deutsch vergessen satz sätzen wort erinnere erinnern hilf helft team leute etwas steht gerade gelernt behandelt
  sais savez oublié oublie phrases phrase rappelle rappelez rappeler aide aidez mots équipe
  sabes sabe olvidé olvidó duda dudas frase frases recuérdame recuérdeme recordar ayuda ayúdame ayúdeme equipo palabra
  dimenticato sai sa frase aiuto aiutami ricordami ricordarmi parola
  esqueci sabe sabes dúvida frase ajuda ajude lembre relembre palavra
  vergeten vraag zin zinnen woord help herinner wil graag één
  zdaniem zdaniu zdaniach jednym słowo słowa pomocy pomóż przypomnij
  предложением предложении предложениях одним одном помогите помоги напомни напомните узнать
  реченням реченні одним одному допоможіть допоможи нагадай нагадайте дізнатися знати хочу
  bir sorum sorumuz soru arkadaşlar unuttum bilmiyorum tek cümle cümleyle cümlede yardım edin et edebilir hatırlat
  पता भूल सवाल प्रश्न वाक्य वाक्यों मदद टिप्पणी याद दिलाइए दिलाओ
  نسيت سؤال سؤالي جملة واحدة جملتين ساعدني ساعدوني ذكرني
  جمله جملات کمک کمکم یادآوری
  جملے جملوں مدد لکھیں لکھو یاد
  বাক্যে বাক্য সাহায্য লেখো মনে
  வாக்கியத்தில் வாக்கியம் உதவுங்கள் உதவி
  궁금한 게 것이 문장으로 문장 도와주세요 도와줘 도움
  satu kalimat bantu bantuan ingatkan disebut
  một câu giúp với nhắc
  tentang mengenai paham belum dong penjelasan jelaskanlah adik kakak teman besok minggu
  trình bày nêu anh chị em bạn hỏi ngày mai tuần`;

/** Left out wherever they stand, because no book is about them. */
const always = `exactly actually really basically genau eigentlich exactement exactamente esattamente exatamente precies dokładnie точно
  please pls kindly thanks thank hello homework definition definitions meaning concept briefly textbook according bitte danke
  hausaufgabe hausaufgaben lehrbuch schulbuch bedeutung begriff versteht gemeint merci devoirs définition signification manuel selon
  gracias tarea definición significado concepto según grazie compiti definizione significato concetto obrigado definição conceito
  alstublieft huiswerk definitie betekenis begrip dziękuję proszę definicja definicję pojęcie podręcznika спасибо пожалуйста определение
  понятие учебнику учебника дякую визначення поняття підручником lütfen tanımı anlamı kavramı kısaca कृपया परिभाषा अर्थ धन्यवाद लुत्फ
  पाठ्यपुस्तक गृहकार्य مفهوم تعريف معنى فضلك شكرا المقصود لطفا لطفاً تعریف معنی معنای مراد کیجیے শব্দের সংজ্ঞা অর্থ অনুগ্রহ পাঠ্যবই দয়া
  வரையறை தயவு பொருள் 정의 의미 뜻 개념 교과서 숙제 tolong definisi pengertian arti makna menurut định nghĩa khái niệm maana tafadhali
  definition begreppet läroboken enligt plz thx stp svp porfa xfa pfv eli5 jelaskan tuliskan sebutkan definisikan عرف عرّف اشرح وضح چیه
  दीजिए कीजिए समझाइए बताइए`;

/** Words that begin a request for a meaning: who shall do what, how long, and the words for a meaning. */
const requesting = `can could would will kindly write give provide tell explain describe define state short brief quick simple note notes
  definition meaning term word concept
  kannst könntest können könnten würdest würden gib geben sag sage sagen erkläre erklär erklären erläutere beschreibe definiere kurz
  kurze kurzen knapp begriff begriffs wort wortes definition bedeutung
  peux peut pouvez pourrais pourriez donne donner donnez explique expliquer expliquez dis dire décris décrire définis définir écris
  courte brève définition notion terme mot réexplique réexpliquer réexpliquez
  puedes podrías puede podría dime decirme dame darme explica explicar explicarme explícame define definir describe escribe breve corta
  definición concepto término palabra significado
  puoi può potresti potrebbe dammi darmi dimmi dirmi spiega spiegami spiegare spiegarmi definisci breve definizione concetto termine
  pode podes poderia podia dá dar dê diga dizer explique explica explicar defina breve curta definição conceito termo palavra
  kun kunt kan geef geven leg uitleggen vertel beschrijf definieer korte definitie begrip woord kan du ge förklara beskriv definiera
  możesz może mógłbyś podaj wyjaśnij wytłumacz opisz zdefiniuj krótko krótką definicję pojęcie pojęcia termin
  можешь можете мог могли дай дайте объясни объясните опиши опишите расскажи расскажите кратко краткое определение понятие понятия
  термин термина можеш дай поясни поясніть опиши опишіть розкажи коротко визначення поняття
  ممكن هل يمكنك تشرح تشرحي تعرف اشرح وضح اذكر هات اكتب لي لنا مفهوم تعريف معنى مصطلح كلمة
  tolong bisa bisakah jelaskan tuliskan sebutkan beri berikan definisikan arti definisi pengertian istilah
  hãy nêu giải thích định nghĩa khái niệm niambie eleza fafanua maana`;

/** English words of courtesy that are also parts of terms ("body language", "night sky"). */
const compounding = `afternoon answer basic beginner book books chapter child class classes course day details easy evening exam exercise
  five grade homework kid language lesson lessons line lines material materials morning night note notes old own page plain
  project question questions quick quiz reading school sentence sentences short simple single step steps study teacher test text
  textbook tutor word words work year`;

const setOf = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.flatMap((word) => [inLowerCase(word), plainSpelling(word), ...spellingsOf(word)]));

const personalWords = setOf(personal.split(/\s+/u));
/** An apostrophe divides words: "d’après" is read as `d` and `apres`. */
const courtesyWords = setOf(`${courtesy} ${always}`.split(/[\s’']+/u));
const alwaysWords = setOf(always.split(/\s+/u));
const requestingWords = setOf(requesting.split(/\s+/u));

/** Whether the word, in plain spelling, names the sender or the tutor. */
export const isPersonal = (word: string): boolean => personalWords.has(word);

/** Whether the word, in plain spelling, belongs to the courtesy of a message, not to its subject. */
export const isCourtesy = (word: string): boolean => courtesyWords.has(word) || personalWords.has(word);

/** Whether a term belongs to the asking wherever it stands ("definition"). */
export const isAsking = (term: string): boolean => alwaysWords.has(term);

const compoundingWords = setOf(compounding.split(/\s+/u));

/** Whether the word may form a term together with a word beside it. */
export const isPartOfCompounds = (word: string): boolean => compoundingWords.has(word);

/** Whether the word, in plain spelling, can begin a request for a meaning ("Write a short note on …"). */
export const isRequesting = (word: string): boolean => requestingWords.has(word) || personalWords.has(word);

/** The courtesies of scripts without blanks, and of phrases that end a question. */
export const spacelessCourtesyPattern =
  /(?:用)?[一两兩]句[话話](?:来|來)?[说說]?(?:明)?|帮帮?我|幫幫?我|麻[烦煩](?:您|你)?|一言で(?:言うと|言えば)?|助けて(?:ください)?|(?:の)?定義(?:を)?|質問が(?:あります|ある)|(?:教えて|説明して)(?:ください|下さい|(?:いただけ|もらえ|くれ)(?:ます|ません)か|ほしい(?:です)?)?|ช่วยด้วย|ในหนึ่งประโยค|(?:请|請)?(?:给出|給出|说明|說明|解释|解釋|定义|定義|介绍|介紹)(?:一下)?|(?:想|我想)(?:问|問|知道|了解|瞭解)(?:一下)?|(?:是)?指的?是?什[么麼]|是啥|啥是|(?:の)?意味(?:を)?|とはどんな(?:もの|こと)(?:ですか)?|(?:你|您)?(?:能|能否|可以|可否)告[诉訴]我|告[诉訴]我|(?:[课課]本|[书書]|教材)(?:上|[里裡裏]|中)[说說]?|(?:是|是指)?什[么麼]意思|(?:的)?概念(?=是)|何[谓謂为為]|(?:を|について)(?:簡単に)?(?:説明|定義)(?:して(?:ください|下さい)?)|について(?:教えて(?:ください|下さい)?)?|って(?:何|なん)(?:ですか)?|とはどういう意味(?:ですか)?|とは何(?:でしょうか|なのか|ですか)|你好|您好|老师|老師|谢谢您?|謝謝您?|請問|请问|请告诉我|請告訴我|请解释(?:一下)?|請解釋(?:一下)?|根据(?:课本|教科书|教材)[，,]?|根據(?:課本|教科書)[，,]?|(?:请)?用简单的话(?:来)?说?(?:明)?|(?:請)?用簡單的話(?:來)?說?(?:明)?|简单地?说|我的?(?:作业|功课)|(?:我)?想知道|こんにちは|すみません|先生[、,]|教えてください|説明してください|お願いします|ありがとうございます|ありがとう|教科書による?と|簡単に(?:言うと|言えば)?|簡単な言葉で|宿題(?:の(?:ため)?)?(?:に|で)|(?:の)?意味は|(?:の)?定義は|的定义|的定義|สวัสดี(?:ครับ|ค่ะ)?|ขอบคุณ(?:ครับ|ค่ะ)?|กรุณา|ช่วย(?:บอก|อธิบาย)(?:หน่อย|ที)?|ตามหนังสือเรียน|ตามตำราเรียน|ด้วยคำง่าย ?ๆ|อย่างง่าย ?ๆ|(?:ครับ|ค่ะ|คะ)(?=\s|[?？]|$)|สำหรับการบ้าน(?:ของฉัน)?|นิยามของ|ความหมายของ/gu;
