/**
 * Words that carry grammar rather than subject matter, per language. They are left out of the comparison of a
 * question with a sentence. Only the list that fits a text best is used, because one language's article is
 * another's noun ("war", "die", "son").
 */
export const functionWordLists: Readonly<Record<string, string>> = {
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
    viel viele heißt bedeutet erkläre nenne beschreibe wann weshalb wieso woraus womit wofür wieviel definiere sei wäre`,
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
    wie wordt worden zijn zich zij betekent`,
  ru: `а без был была были было быть в во вот все всё где да для до его ее её если есть же за и из или им их к как какая какие каким
    каких каков какой какую когда кого который кто куда ли между мы на над не него нее нет но о об он она они оно от по под после
    почему при с сколько со так также там то только у уже чего чей чем что чтобы эта эти это этот является такое значит означает называется`,
  tr: `ama bir bu da daha de değil diye en gibi göre hangi hangisi hem her için ile ise kaç kadar ki kim kimin mı mi mu mü nasıl ne
    neden nedir nerede nereye niçin o olan olarak demek demektir anlama gelir denir denilir oldu olduğu oldukları olması on sonra şu tarafından ve veya ya zaman`,
  hi: `और इन इस इसका इसके इसे उन उनके उस उसके एक एवं का कि किस किसका किसके किसने किसे कहते कहलाता कहलाती की के को कौन कौनसा कौन-सा क्या क्यों कब कहाँ कहां कितना कितनी कितने
    कैसे गई गए गया जब जो तक तथा तो था थी थे द्वारा ने पर भी में यह या ये रहा रही रहे लिए वह वाला वाले वे से हुआ हुई हुए है हैं हो होता होती होते`,
  el: `ο η το οι τα του της των τον την στο στη στην στον στα στις στους και κι ή αλλά ότι πως που για με σε από ως κατά μετά
    χωρίς πριν είναι ήταν έχει έχουν θα να δεν μην μη μου σου του μας σας τους αυτό αυτή αυτός αυτά ένα ένας μια μία τι ποιος
    ποια ποιο πού πότε πώς γιατί πόσο όταν αν εάν`,
  he: `אבל או אולי אז אחר אחרי אחד אחת איזה איזו איך אילו אין אינה אינו איפה אל אלה אלו אם אנחנו אני אף
    אשר את אתה אתם בגלל בה בהם בו בין בלי בעוד גם די הזאת הזה הזו היא הוא הייתה היה היו היכן הם הן הנה
    הרבה ואת זאת זה זו ידי יותר יש כאן כאשר כדי כי כיצד כך כל כלומר כמה כמו לא לה להם לו לי לך למה לפי
    לפני מאוד מדוע מה מהו מהי מהם מהן מי ממנה ממנו מן מתי נגד עד עוד עכשיו על עם פה פחות רק של שלה שלהם
    שלו שלי שלך שם תחת תמיד`,
  ar: `ولماذا وكيف ومتى وأين وماذا ومن وما وهل فلماذا فكيف أن أو أي أين إلى إن الذي التي التي الذين في قد كان كانت كم كيف لا لم لماذا لن ما ماذا متى مع من منذ هذا هذه هل هو هي و وقد على عن
    عند بين بعد قبل كل ذلك تلك تم حيث`,
  vi: `ai bao bị bởi các cái cho có của cùng đã đang đâu để đến đó được gì hay khi không là lại lúc mà mấy một nào này nên nhiều những
    như ở ra rằng sao sẽ tại theo thì thế trên trong từ và về vì với`,
  pl: `a albo ale bez być był była było były był bardzo by chce ci co czego czemu czy czym dla dlaczego do dokąd gdy gdzie go i ich ile im
    ja jak jaka jaki jakie jakiego jakiej jakich jako jego jej jest jeśli już kiedy kim kogo komu kto która które którego której
    który których którzy lub ma mają mi mnie mój może można na nad nas nie nazywa o od on ona oni ono oraz po pod podczas ponieważ przed
    przez przy są się skąd swój ta tak te tego tej ten też to tu tych tylko tym u w we wszystkie z za ze znaczy oznacza że żeby`,
  uk: `а або але без був була було були бути в вам вас ви від він вона воно вони всі де для до є з за звідки й його її і із інші їх їхній
    коли кого кому куди ми мі на над не ні ним об один під після по при про скільки та також такий така таке такі те ти то того
    той тому у хто це цей ця ці чи чий чим чого чому що щоб ще як яка який яке які якого якої якій якому якщо означає називається`,
  id: `ada adalah akan antara apa apakah atau bagaimana bagi bahwa banyak berapa bila bisa dalam dan dapat dari dengan di dia dimaksud
    disebut hal harus hingga ia ini itu jika juga kah kapan karena kata ke kepada kita lain maksud mana mengapa menjadi mereka
    merupakan oleh pada para saat sebagai sebuah seorang seperti siapa siapakah sudah tahun telah tentang tersebut tetapi tidak
    untuk yaitu yakni yang`,
  sw: `au hadi hata hii hiyo huo huu ile ili je kama katika kila kutoka kuwa kwa kwamba la lakini lini mbona mimi na nani ni nini pia sana
    sasa wa wakati wao wapi wewe ya yake yao yule za zake`,
  sv: `alla att av blev den det dess de dem detta du där efter eller en ett finns från för genom hade han hon har hur i in inte jag kan man
    med men mellan men mycket måste många nu när någon och om också oss på sin sitt som så till under upp ut vad var varför vara varit
    vem vi vid vilka vilken vilket är över`,
  ko: `이 그 저 것 수 등 및 또는 그리고 그러나 하지만 무엇 무엇인가 무엇인가요 무엇입니까 무엇이며 무엇일까요 뭐 뭐야 뭐예요 뭔가요 무슨 어떤 어떻게 어디 어디에 어디에서 어디서 언제
    왜 누구 누가 누구입니까 누구인가요 얼마나 몇 어느 있습니까 있나요 있는 있다 합니까 하나요 하는 한다 하다 됩니까 되나요 된다 의해 위해 대해 대한 때문에 이란 란
    입니까 인가요 이다 입니다`,
  bn: `আর আছে আমি আমার আমরা আপনি আপনার ইহা উপর এ এই এক একটি একটা এবং এর এটা এটি ও ওই কখন কত কয় কয়টি কবে করে করা করতে করেন করেছিলেন কাকে কার কারণ কি কী কিভাবে
    কীভাবে কে কেন কেমন কোথায় কোথা কোন কোনটি কিন্তু জন্য তা তার তাকে তাদের তিনি তুমি থেকে দিয়ে দ্বারা না নয় পর পরে প্রতি বলে বলতে বলা বা মধ্যে যা যে যখন যার
    যায় সঙ্গে সাথে সে সেই হয় হয়েছিল হয়েছে হল হলো হবে ছিল ছিলেন বোঝায়`,
  ta: `அது அந்த அதன் அவர் அவர்கள் அவை ஆகும் ஆகிய ஆனால் இது இந்த இதன் இல்லை இருந்து இருந்தது இருக்கும் உள்ள உள்ளது எங்கு எங்கே எது எதை எத்தனை எந்த எப்படி
    எப்போது எப்பொழுது எவ்வாறு எவ்வளவு என் என்ன என்பது என்றால் என்று என எவை ஏன் ஒரு கொண்ட தான் நான் நாம் போது மற்றும் மூலம் மேலும் யார் யாரால் யாது வரை`,
  te: `ఇది ఈ ఆ అది అంటే ఏమిటి ఎలా ఎందుకు ఎప్పుడు ఎక్కడ ఎవరు ఎంత ఎన్ని ఏ మరియు లేదా ఒక కు లో నుండి`,
  fa: `آن آنها آیا از است اند این او ای با باید بر برای بود بودن بودند بین به بی پس تا تر تعریف توسط چرا چند چقدر چگونه چه چی چیست چیزی
    خود در درباره دارد دارند دو را رو شد شدند شده شود کجا کجاست کدام کرد کردن کرده کند کنند که کی کیست گفته ما مثل من می نمی نیست ها های هر هم همه
    هست هستند همین یا یعنی یک`,
  ur: `اس ان اور اپنا اپنی اپنے ایک اگر ایسا بھی پر تھا تھی تھے تک تو تھیں جب جس جو سے کا کب کتنا کتنی کتنے کر کرتا کرتی کرتے کریں کس کسے کسی کہ کہا کہاں کہتے
    کو کون کونسا کونسی کی کیا کیسے کیوں کے گا گی گیا گئی گئے لیے مراد میں نہیں نے وہ ہر ہم ہو ہوتا ہوتی ہوتے ہوا ہوئی ہے ہیں یا یہ`,
};
