import { describe, expect, it } from '@jest/globals';
import { bookOf } from '../../bench/frames.ts';
import { bareQuestion } from '../../src/domain/evidence/bare-question.ts';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { aPassage } from '../builders.ts';

const quotesOf = (question: string, text: string): string[] =>
  selectSupport(bareQuestion(question), [aPassage({ text, title: '', headingPath: [] })]).quotes.map(
    ({ quote }) => quote,
  );

describe('a pronoun of place points to a sentence that restricts the question', () => {
  it.each([
    ['en', 'I flew to Mars. What is evaporation there?'],
    ['en', 'I flew to the moon. What is a glacier there?'],
    ['de', 'Ich bin zum Mars geflogen. Was ist Verdunstung dort?'],
    ['fr', 'J’ai volé vers Mars. C’est quoi un glacier là-bas ?'],
    ['es', 'Volé a Marte. ¿Qué es la evaporación allí?'],
    ['it', 'Sono volato su Marte. Cos’è un ghiacciaio lì?'],
    ['pt', 'Eu voei para Marte. O que é a evaporação lá?'],
    ['nl', 'Ik vloog naar Mars. Wat is verdamping daar?'],
    ['pl', 'Poleciałem na Marsa. Co to jest parowanie tam?'],
    ['ru', 'Я полетел на Марс. Что такое испарение там?'],
    ['uk', 'Я полетів на Марс. Що таке випаровування там?'],
    ['tr', 'Mars’a uçtum. Orada buharlaşma nedir?'],
    ['hi', 'मैं मंगल गया। वहाँ वाष्पीकरण क्या है?'],
    ['ur', 'میں مریخ گیا۔ وہاں تبخیر کیا ہے؟'],
    ['ar', 'سافرت إلى المريخ. ما هو التبخر هناك؟'],
    ['fa', 'من به مریخ رفتم. تبخیر آنجا چیست؟'],
    ['bn', 'আমি মঙ্গলে গেলাম। সেখানে বাষ্পীভবন কী?'],
    ['ta', 'நான் கிரகத்துக்குப் பறந்தேன். அங்கே ஆவியாதல் என்றால் என்ன?'],
    ['ko', '나는 화성에 갔어요. 거기서 증발이 무엇인가요?'],
    ['id', 'Saya terbang ke Mars. Apa itu penguapan di sana?'],
    ['vi', 'Tôi bay lên sao Hỏa. Ở đó sông băng là gì?'],
    ['zh', '我去了火星。在那里蒸发是什么？'],
    ['ja', '火星に行きました。そこで蒸発とは何ですか？'],
    ['th', 'ฉันบินไปดาวอังคาร ที่นั่นการระเหยคืออะไร'],
  ])('the question of the book in %s is declined: %s', (language, question) => {
    expect(quotesOf(question, bookOf(language))).toEqual([]);
  });

  it.each([
    ['en', 'I read the glossary of our book. What is evaporation there?'],
    ['en', 'Hi there! What is evaporation?'],
    ['de', 'Ich habe unser Buch gelesen. Was ist Verdunstung dort?'],
    ['fr', 'J’ai lu le livre. C’est quoi un glacier là ?'],
    ['es', 'Leí el libro de la clase. ¿Qué es la evaporación allí?'],
    ['ar', 'قرأت الكتاب. ما هو التبخر هناك؟'],
    ['hi', 'मैंने किताब पढ़ी। वहाँ वाष्पीकरण क्या है?'],
    ['tr', 'Kitabı okudum. Orada buharlaşma nedir?'],
    ['id', 'Saya membaca buku. Apa itu penguapan di sana?'],
    ['ru', 'Я прочитал наш учебник. Что такое испарение там?'],
    ['vi', 'Tôi đọc sách. Ở đó sông băng là gì?'],
    ['th', 'หนูอ่านหนังสือ ที่นั่นการระเหยคืออะไร'],
  ])('in %s a sentence of the asking restricts nothing: %s', (language, question) => {
    expect(quotesOf(question, bookOf(language))).toHaveLength(1);
  });

  const onMars = 'Evaporation on Mars is the change of ice into a gas without a liquid.';

  it('a passage that has the place answers', () => {
    expect(quotesOf('I flew to Mars. What is evaporation there?', onMars)).toEqual([onMars]);
  });
});

describe('a statement of a person about a term is not the meaning of the term', () => {
  it.each([
    ['en', 'Napoleon, evaporation, what does he say?'],
    ['en', 'Napoleon, what does he say about evaporation?'],
    ['de', 'Napoleon, Verdunstung, was sagt er?'],
    ['fr', 'Napoléon, un glacier, que dit-il ?'],
    ['es', 'Napoleón, la evaporación, ¿qué dice él?'],
    ['it', 'Napoleone, un ghiacciaio, cosa dice?'],
    ['pt', 'Napoleão, a evaporação, o que ele diz?'],
    ['nl', 'Napoleon, verdamping, wat zegt hij?'],
    ['pl', 'Napoleon, parowanie, co on mówi?'],
    ['ru', 'Наполеон, испарение, что он говорит?'],
    ['uk', 'Наполеон, випаровування, що він каже?'],
    ['tr', 'Napolyon, buharlaşma, ne diyor?'],
    ['hi', 'नेपोलियन, वाष्पीकरण, वह क्या कहता है?'],
    ['ar', 'نابليون، التبخر، ماذا يقول؟'],
    ['fa', 'ناپلئون، تبخیر، او چه می‌گوید؟'],
    ['ur', 'نپولین، تبخیر، وہ کیا کہتا ہے؟'],
    ['bn', 'নেপোলিয়ন, বাষ্পীভবন, তিনি কী বলেন?'],
    ['ta', 'நெப்போலியன், ஆவியாதல், அவர் என்ன சொல்கிறார்?'],
    ['ko', '나폴레옹, 증발, 그는 뭐라고 말해요?'],
    ['id', 'Napoleon, penguapan, apa katanya?'],
    ['vi', 'Napoleon, sông băng, ông nói gì?'],
    ['zh', '拿破仑，蒸发，他怎么说？'],
    ['ja', 'ナポレオン、蒸発、彼は何と言っていますか？'],
    ['th', 'นโปเลียน การระเหย เขาว่าอะไร'],
  ])('the question of the book in %s is declined: %s', (language, question) => {
    expect(quotesOf(question, bookOf(language))).toEqual([]);
  });

  it.each([
    ['en', 'Our book, evaporation, what does it say?'],
    ['en', 'My teacher, evaporation, what does she say?'],
    ['en', 'Evaporation, what does the book say?'],
    ['en', 'Anna, evaporation, what is it?'],
    ['ru', 'Учебник, испарение, что там говорится?'],
  ])('in %s the book, the teacher or the reader is no such person: %s', (language, question) => {
    expect(quotesOf(question, bookOf(language))).toHaveLength(1);
  });
});
