import { inLowerCase, plainSpelling } from '@ai-teacher/language/spelling/folding.ts';

/**
 * Words by which the sender speaks of sender or tutor: what stands beside them is no part of the question.
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
const courtesy = `mañana tengo debo demain ai domani ho devo amanhã tenho jutro mam muszę завтра yarın var कल غدا فردا আগামীকাল நாளை 내일 besok morgen
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
  habari jambo asante tafadhali mwalimu kazi nyumbani mtihani kitabu kulingana maneno rahisi kifupi niambie eleza nataka kujua`;

/** Left out wherever they stand, because no book is about them. */
const always = `exactly actually really basically genau eigentlich exactement exactamente esattamente exatamente precies dokładnie точно
  please pls kindly thanks thank hello homework definition definitions meaning concept briefly textbook according bitte danke
  hausaufgabe hausaufgaben lehrbuch schulbuch bedeutung begriff versteht gemeint merci devoirs définition signification manuel selon
  gracias tarea definición significado concepto según grazie compiti definizione significato concetto obrigado definição conceito
  alstublieft huiswerk definitie betekenis begrip dziękuję proszę definicja definicję pojęcie podręcznika спасибо пожалуйста определение
  понятие учебнику учебника дякую визначення поняття підручником lütfen tanımı anlamı kavramı kısaca कृपया परिभाषा अर्थ धन्यवाद लुत्फ
  पाठ्यपुस्तक गृहकार्य مفهوم تعريف معنى فضلك شكرا المقصود لطفا لطفاً تعریف معنی معنای مراد کیجیے শব্দের সংজ্ঞা অর্থ অনুগ্রহ পাঠ্যবই দয়া
  வரையறை தயவு பொருள் 정의 의미 뜻 개념 교과서 숙제 tolong definisi pengertian arti makna menurut định nghĩa khái niệm maana tafadhali
  definition begreppet läroboken enligt`;

const setOf = (list: string): ReadonlySet<string> =>
  new Set(list.split(/\s+/u).flatMap((word) => [inLowerCase(word), plainSpelling(word)]));

const personalWords = setOf(personal);
const courtesyWords = setOf(`${courtesy} ${always}`);
const alwaysWords = setOf(always);

/** Whether the word, in plain spelling, names the sender or the tutor. */
export const isPersonal = (word: string): boolean => personalWords.has(word);

/** Whether the word, in plain spelling, belongs to the courtesy of a message, not to its subject. */
export const isCourtesy = (word: string): boolean => courtesyWords.has(word) || personalWords.has(word);

/** Whether a term belongs to the asking wherever it stands ("definition"). */
export const isAsking = (term: string): boolean => alwaysWords.has(term);

/** The courtesies of scripts without blanks, and of phrases that end a question. */
export const spacelessCourtesyPattern =
  /你好|您好|老师|老師|谢谢您?|謝謝您?|請問|请问|请告诉我|請告訴我|请解释(?:一下)?|請解釋(?:一下)?|根据(?:课本|教科书|教材)[，,]?|根據(?:課本|教科書)[，,]?|(?:请)?用简单的话(?:来)?说?(?:明)?|(?:請)?用簡單的話(?:來)?說?(?:明)?|简单地?说|我的?(?:作业|功课)|(?:我)?想知道|こんにちは|すみません|先生[、,]|教えてください|説明してください|お願いします|ありがとうございます|ありがとう|教科書による?と|簡単に(?:言うと|言えば)?|簡単な言葉で|宿題(?:の(?:ため)?)?(?:に|で)|(?:の)?意味は|(?:の)?定義は|的定义|的定義|สวัสดี(?:ครับ|ค่ะ)?|ขอบคุณ(?:ครับ|ค่ะ)?|กรุณา|ช่วย(?:บอก|อธิบาย)(?:หน่อย|ที)?|ตามหนังสือเรียน|ตามตำราเรียน|ด้วยคำง่าย ?ๆ|อย่างง่าย ?ๆ|(?:ครับ|ค่ะ|คะ)(?=\s|[?？]|$)|สำหรับการบ้าน(?:ของฉัน)?|นิยามของ|ความหมายของ/gu;
