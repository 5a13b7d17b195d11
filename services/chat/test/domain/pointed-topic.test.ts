import { describe, expect, it } from '@jest/globals';
import { bookOf, isAnswered, spokenQuestions } from '../../bench/frames.ts';
import { bareQuestion } from '../../src/domain/evidence/bare-question.ts';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { aPassage } from '../builders.ts';

const quoteOf = (language: string, question: string): string | undefined => {
  const passage = aPassage({ text: bookOf(language), title: '', headingPath: [] });
  return selectSupport(bareQuestion(question), [passage]).quotes[0]?.quote;
};

describe('a question that points to its topic is answered about the topic', () => {
  it.each([
    ['en', 'I have a question about evaporation. What is it?', 'Evaporation is the change'],
    ['en', 'The word “glacier” keeps coming up in class. What is it?', 'A glacier is'],
    ['en', 'We are covering evaporation next week. How would you define it for them?', 'Evaporation is'],
    ['de', 'Ich habe eine Frage zu Verdunstung. Was ist das?', 'Die Verdunstung ist'],
    ['fr', 'J’ai une question sur un glacier. Qu’est-ce que c’est ?', 'Un glacier est'],
    ['fr', 'un glacier – ça veut dire quoi ?', 'Un glacier est'],
    ['es', 'Tengo una duda sobre un glaciar. ¿Qué es?', 'Un glaciar es'],
    ['it', 'Ho una domanda su un ghiacciaio. Che cos’è?', 'Un ghiacciaio è'],
    ['pt', 'Tenho uma dúvida sobre uma geleira. O que é?', 'Uma geleira é'],
    ['nl', 'Ik heb een vraag over verdamping. Wat is het?', 'Verdamping is'],
    ['pl', 'Mam pytanie o hasło parowanie. Co to jest?', 'Parowanie to'],
    ['ru', 'Есть вопрос по теме «испарение». Что это?', 'Испарение — это'],
    ['uk', 'Маю питання щодо слова «льодовик». Що це?', 'Льодовик — це'],
    ['tr', 'Bir sorum var: buzul. Bu nedir?', 'Buzul,'],
    ['hi', 'हिमनद के बारे में एक सवाल है। यह क्या है?', 'हिमनद बर्फ'],
    ['ar', 'عندي سؤال عن التبخر. ما هو؟', 'التبخر هو'],
    ['fa', 'یه سوال درباره تبخیر دارم. چیه؟', 'تبخیر'],
    ['ur', 'گلیشیر کے بارے میں ایک سوال ہے۔ یہ کیا ہے؟', 'گلیشیر'],
    ['bn', 'হিমবাহ নিয়ে একটা প্রশ্ন আছে। এটা কী?', 'হিমবাহ'],
    ['ta', 'பனிப்பாறை பற்றி ஒரு கேள்வி. அது என்ன?', 'பனிப்பாறை'],
    ['ko', '빙하에 대해 질문이 있어요. 그게 뭔가요?', '빙하는'],
    ['id', 'Saya punya pertanyaan tentang gletser. Itu apa?', 'Gletser adalah'],
    ['vi', 'Tôi có câu hỏi về sông băng. Nó là gì?', 'Sông băng là'],
    ['zh', '我有个关于蒸发的问题。它是什么？', '蒸发是指'],
    ['ja', '氷河について質問があります。それは何ですか？', '氷河とは'],
    ['th', 'มีคำถามเรื่องธารน้ำแข็งค่ะ มันคืออะไรคะ', 'ธารน้ำแข็งคือ'],
  ])('in %s: %s', (language, question, beginning) => {
    expect(quoteOf(language, question)?.startsWith(beginning)).toBe(true);
  });

  it.each([
    ['en', 'I have a question about solar evaporation. What is it?'],
    ['en', 'I have a question about the price of evaporation. What is it?'],
    ['en', 'I have a question about evaporation in Tokyo. What is it?'],
    ['en', 'I have a question about evaporation. Who discovered it?'],
    ['de', 'Ich habe eine Frage zum Preis von Verdunstung. Was ist das?'],
    ['es', 'Tengo una duda sobre el precio de un glaciar. ¿Qué es?'],
    ['fr', 'J’ai une question sur la couleur d’un glacier. Qu’est-ce que c’est ?'],
    ['ru', 'Есть вопрос про цвет ледника. Что это?'],
    ['hi', 'हिमनद की कीमत के बारे में एक सवाल है। यह क्या है?'],
    ['zh', '我有个关于火星的冰川的问题。它是什么？'],
    ['zh', '我有个关于冰川的颜色的问题。它是什么？'],
    ['ja', '火星の氷河について質問があります。それは何ですか？'],
  ])('in %s another word belongs to the topic, so it is declined: %s', (language, question) => {
    expect(quoteOf(language, question)).toBeUndefined();
  });
});

describe('a question of a chat is answered like the bare question', () => {
  it.each([
    ['en', 'yo whats evaporation lol', 'Evaporation is'],
    ['de', 'was zum geier ist Verdunstung', 'Die Verdunstung ist'],
    ['fr', 'c koi un glacier', 'Un glacier est'],
    ['es', 'bro explícame un glaciar porfa q no me entero', 'Un glaciar es'],
    ['pt', 'oq é orvalho', 'O orvalho é'],
    ['ru', 'бро шо такое ледник кр', 'Ледник — это'],
    ['uk', 'бро а шо то таке льодовик', 'Льодовик — це'],
    ['hi', 'sir हिमनद ka matlab bataiye na pls', 'हिमनद बर्फ'],
    ['ur', 'گلیشیر kise kehte hain', 'گلیشیر'],
    ['bn', 'হিমবাহ kake bole', 'হিমবাহ'],
    ['ta', 'பனிப்பாறை na enna', 'பனிப்பாறை'],
    ['ar', 'شو يعني التبخر', 'التبخر هو'],
    ['ko', '빙하 뭐임', '빙하는'],
    ['zh', '蒸发是个啥玩意儿', '蒸发是指'],
    ['ja', '氷河とかいうやつ何なの', '氷河とは'],
  ])('in %s: %s', (language, question, beginning) => {
    expect(quoteOf(language, question)?.startsWith(beginning)).toBe(true);
  });

  it.each([
    ['hi', 'हिमनद ka rang kya hai'],
    ['hi', 'mangal par हिमनद kya hai'],
    ['zh', '冰川的颜色是啥'],
    ['ja', '何が蒸発する？'],
    ['id', 'gletser di Mars tuh apa sih'],
  ])('in %s a chat that asks for more is declined: %s', (language, question) => {
    expect(quoteOf(language, question)).toBeUndefined();
  });

  it.each([
    ['tuning', 0.97],
    ['apart', 0.85],
  ] as const)(
    'the half "%s" of the listed chat questions has a share of at least %d that is answered',
    (half, rate) => {
      const questions = spokenQuestions(half);
      expect(questions.length).toBeGreaterThan(700);
      expect(questions.filter(isAnswered).length / questions.length).toBeGreaterThanOrEqual(rate);
    },
  );
});
