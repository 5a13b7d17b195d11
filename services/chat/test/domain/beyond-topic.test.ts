import { describe, expect, it } from '@jest/globals';
import { bareQuestion } from '../../src/domain/evidence/bare-question.ts';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { aPassage } from '../builders.ts';

const quotesOf = (question: string, text: string): string[] =>
  selectSupport(bareQuestion(question), [aPassage({ text, title: '', headingPath: [] })]).quotes.map(
    ({ quote }) => quote,
  );

/** The definitions of terms of several words, without any other property. */
const meanings = {
  en: 'A steam engine is a machine that turns heat into motion.',
  fr: 'Une machine à vapeur est un moteur qui transforme la chaleur en mouvement.',
  es: 'La corriente eléctrica es el flujo de cargas por un conductor.',
  it: 'La corrente elettrica è il flusso di cariche in un conduttore.',
  pt: 'A corrente elétrica é o fluxo de cargas por um condutor.',
  ru: 'Паровая машина — это двигатель, который превращает тепло в движение.',
  uk: 'Парова машина — це двигун, який перетворює тепло на рух.',
  pl: 'Maszyna parowa to silnik, który zamienia ciepło w ruch.',
  hi: 'जल चक्र वह प्रक्रिया है जिसमें पानी समुद्र से बादल बनकर लौटता है।',
  ar: 'الغلاف الجوي هو طبقة من الغازات تحيط بالأرض.',
  id: 'Mesin uap adalah alat yang mengubah panas menjadi gerak.',
  vi: 'Quang hợp là quá trình cây xanh tạo ra đường nhờ ánh sáng.',
  th: 'ธารน้ำแข็งคือมวลน้ำแข็งขนาดใหญ่ที่เคลื่อนที่ช้า',
} as const;

type Language = keyof typeof meanings;

describe('the definition of a term does not answer a question about another property of the term', () => {
  it.each<[Language, string]>([
    ['en', 'What colour is a steam engine?'],
    ['en', 'How much does a steam engine cost?'],
    ['en', 'Who invented the steam engine?'],
    ['fr', 'Combien coûte une machine à vapeur ?'],
    ['fr', 'Qui a inventé la machine à vapeur ?'],
    ['es', '¿De qué color es la corriente eléctrica?'],
    ['it', 'Chi ha inventato la corrente elettrica?'],
    ['pt', 'Quanto custa a corrente elétrica?'],
    ['ru', 'Какого цвета паровая машина?'],
    ['ru', 'Кто придумал паровую машину?'],
    ['uk', 'Скільки коштує парова машина?'],
    ['pl', 'Ile kosztuje maszyna parowa?'],
    ['hi', 'जल चक्र का रंग क्या है?'],
    ['hi', 'जल चक्र किसने खोजा?'],
    ['ar', 'ما لون الغلاف الجوي؟'],
    ['ar', 'كم وزن الغلاف الجوي؟'],
    ['id', 'Siapa penemu mesin uap?'],
    ['id', 'Apa warna mesin uap?'],
    ['vi', 'Màu của quang hợp là gì?'],
    ['vi', 'Ai phát minh ra quang hợp?'],
    ['vi', 'Quang hợp giá bao nhiêu?'],
    ['th', 'ธารน้ำแข็งสีอะไร'],
    ['th', 'ราคาของธารน้ำแข็งคืออะไร'],
    ['th', 'ใครเป็นคนคิดค้นธารน้ำแข็ง'],
    ['th', 'ธารน้ำแข็งหนักเท่าไร'],
  ])('%s: %s', (language, question) => {
    expect(quotesOf(question, meanings[language])).toEqual([]);
  });

  it.each<[Language, string]>([
    ['en', 'My cousin wants to know what a steam engine is.'],
    ['fr', 'Peux-tu m’expliquer ce qu’est une machine à vapeur ?'],
    ['es', 'Mi profesora pregunta qué es la corriente eléctrica.'],
    ['it', 'Mi spieghi cos’è la corrente elettrica?'],
    ['pt', 'Pode explicar o que é a corrente elétrica?'],
    ['ru', 'Объясните, пожалуйста, что такое паровая машина.'],
    ['uk', 'Поясніть, будь ласка, що таке парова машина.'],
    ['pl', 'Możesz wyjaśnić, co to jest maszyna parowa?'],
    ['hi', 'शिक्षक ने पूछा कि जल चक्र क्या है?'],
    ['ar', 'اشرح لي من فضلك ما هو الغلاف الجوي؟'],
    ['id', 'Tolong jelaskan apa itu mesin uap.'],
    ['vi', 'Ai giải thích quang hợp giùm với'],
    ['vi', 'Bạn có thể giải thích quang hợp là gì không?'],
    ['th', 'ใครรู้บ้างธารน้ำแข็งคืออะไร'],
    ['th', 'ช่วยอธิบายหน่อยว่า ธารน้ำแข็งคืออะไร'],
    ['th', 'ความหมายของธารน้ำแข็งคืออะไร'],
  ])('%s: a question for the meaning is answered with the definition: %s', (language, question) => {
    expect(quotesOf(question, meanings[language])[0]).toBe(meanings[language]);
  });
});

describe('a sentence that has a further word of the question answers', () => {
  it.each([
    ['What is a steam engine for?', 'A steam engine is a machine for pumping water out of mines.'],
    ['What is a steam engine made of?', 'A steam engine is made of iron and brass.'],
    ['Who invented the steam engine?', 'The steam engine was developed by Thomas Newcomen.'],
    ['When was the steam engine invented?', 'The steam engine was first built in 1712.'],
    ['¿De qué está hecha una máquina de vapor?', 'Una máquina de vapor está hecha de hierro.'],
    ['De quoi est faite une machine à vapeur ?', 'Une machine à vapeur est faite de fer.'],
    ['Из чего сделана паровая машина?', 'Паровая машина сделана из железа.'],
    ['जल चक्र में पानी कहाँ से आता है?', 'जल चक्र में पानी समुद्र से आता है।'],
    ['ما لون الغلاف الجوي؟', 'لون الغلاف الجوي أزرق عند النهار.'],
    ['Màu của quang hợp là gì?', 'Màu của quang hợp là xanh lục vì có diệp lục.'],
    ['Quang hợp cần gì?', 'Quang hợp cần ánh sáng và nước.'],
    ['Mesin uap dibuat dari apa?', 'Mesin uap dibuat dari besi.'],
    ['ธารน้ำแข็งสีอะไร', 'ธารน้ำแข็งคือมวลน้ำแข็งสีฟ้าที่เคลื่อนที่ช้า'],
    ['ธารน้ำแข็งทำจากอะไร', 'ธารน้ำแข็งคือมวลที่ทำจากหิมะ'],
  ])('%s', (question, text) => {
    expect(quotesOf(question, text)[0]).toBe(text);
  });
});
