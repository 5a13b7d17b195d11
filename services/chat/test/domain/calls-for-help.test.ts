import { describe, expect, it } from '@jest/globals';
import { bookOf } from '../../bench/frames.ts';
import { questionIn } from '../../src/domain/evidence/message/question-in.ts';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { aPassage } from '../builders.ts';

const quotesOf = (message: string, text: string): string[] =>
  selectSupport(questionIn(message), [aPassage({ text, title: '', headingPath: [] })]).quotes.map(
    ({ quote }) => quote,
  );

describe('a message that names one thing and calls for help is answered with its meaning', () => {
  it.each([
    ['en', 'Miss set evaporation as homework, please explain', 'Evaporation is the change'],
    ['en', 'I am lost with photosynthesis. Could you make it easy for me?', 'Photosynthesis is'],
    ['en', 'Is a glacier difficult to describe? What is it?', 'A glacier is'],
    ['en', 'I never got evaporation. Would you mind explaining it?', 'Evaporation is the change'],
    ['en', 'we must present an aquifer on Friday, any explanation?', 'An aquifer is'],
    ['en', 'I keep getting photosynthesis wrong. Can you tell me what it is?', 'Photosynthesis is'],
    ['en', 'What should I write about an aquifer in the test?', 'An aquifer is'],
    ['en', 'I saw a glacier on the news. What is it?', 'A glacier is'],
    ['de', 'Frau Weber hat uns Verdunstung aufgegeben, bitte erklären', 'Die Verdunstung ist'],
    ['de', 'Ich verstehe Verdunstung nicht. Kannst du mir dabei helfen?', 'Die Verdunstung ist'],
    ['de', 'Was soll ich in der Arbeit über Verdunstung schreiben?', 'Die Verdunstung ist'],
    ['fr', 'le maître nous a donné un glacier à apprendre, explique', 'Un glacier est'],
    ['fr', 'Je bloque sur un glacier. Tu peux m’aider avec ça ?', 'Un glacier est'],
    ['es', 'la profe nos puso un glaciar de tarea, explícalo', 'Un glaciar es'],
    ['es', 'Me cuesta un glaciar. ¿Me ayudas con eso?', 'Un glaciar es'],
    ['it', 'la maestra ci ha dato un ghiacciaio come compito, spiega', 'Un ghiacciaio è'],
    ['it', 'Non capisco un ghiacciaio. Mi aiuti?', 'Un ghiacciaio è'],
    ['pt', 'Não entendo uma geleira. Podes ajudar-me com isso?', 'Uma geleira é'],
    ['nl', 'Ik snap verdamping niet. Kun je me daarmee helpen?', 'Verdamping is'],
    ['nl', 'wat moet ik over verdamping schrijven in de toets?', 'Verdamping is'],
    ['pl', 'pani zadała nam parowanie do domu, wyjaśnij', 'Parowanie to'],
    ['ru', 'учительница задала нам испарение на дом, объясни', 'Испарение — это'],
    ['uk', 'вчителька задала нам льодовик додому, поясни', 'Льодовик — це'],
    ['tr', 'buzul konusunda kafam karıştı. Basitçe anlatır mısın?', 'Buzul,'],
    ['hi', 'मुझे हिमनद में उलझन है। क्या आप इसे आसानी से समझा सकते हैं?', 'हिमनद बर्फ'],
    ['ur', 'مجھے گلیشیر میں الجھن ہے۔ کیا آپ اسے آسانی سے سمجھا سکتے ہیں؟', 'گلیشیر'],
    ['bn', 'হিমবাহ নিয়ে আমি বিভ্রান্ত। সহজ করে বোঝাবে?', 'হিমবাহ'],
    ['ta', 'பனிப்பாறை எனக்கு குழப்பமாக உள்ளது. எளிதாக விளக்க முடியுமா?', 'பனிப்பாறை'],
    ['ko', '선생님이 빙하를 숙제로 내주셨어요, 설명해 주세요', '빙하는'],
    ['fa', 'معلم ما تبخیر را تکلیف داد، توضیح بده', 'تبخیر'],
    ['ar', 'أعطانا المعلم التبخر واجبا، اشرح', 'التبخر هو'],
    ['id', 'Saya bingung tentang gletser. Bisa jelaskan dengan sederhana?', 'Gletser adalah'],
    ['vi', 'Em bị rối về sông băng. Thầy giải thích đơn giản được không?', 'Sông băng là'],
    ['zh', '老师布置了蒸发作业,解释一下', '蒸发是指'],
    ['zh', '我对蒸发很困惑。你能简单解释一下吗？', '蒸发是指'],
    ['ja', '先生が宿題に氷河を出しました。説明して', '氷河とは'],
  ])('in %s: %s', (language, message, beginning) => {
    expect(quotesOf(message, bookOf(language))[0]).toMatch(new RegExp(`^${beginning}`, 'u'));
  });
});

describe('a call for help with something else of a thing is not answered with its meaning', () => {
  it.each([
    ['en', 'I am confused about the price of evaporation. Can you explain it simply?'],
    ['en', 'We have to present the colour of a glacier on Monday, any explanation?'],
    ['en', 'I am stuck on evaporation on the Moon. Can you explain it?'],
    ['de', 'Ich bin unsicher bei Verdunstung auf dem Mars. Kannst du es einfach erklären?'],
    ['fr', 'notre prof nous a donné le prix d’un glacier comme devoir, explique'],
    ['es', 'Estoy confundido con el color de un glaciar. ¿Puedes explicarlo de forma sencilla?'],
    ['ru', 'Я не понимаю цвет ледника. Поможешь мне с этим?'],
    ['hi', 'मुझे हिमनद के रंग में उलझन है। क्या आप इसे आसानी से समझा सकते हैं?'],
    ['ar', 'أنا محتار في لون التبخر. هل يمكنك شرحه ببساطة؟'],
    ['id', 'Saya bingung tentang harga gletser. Bisa jelaskan dengan sederhana?'],
    ['zh', '我对蒸发的颜色很困惑。你能简单解释一下吗？'],
    ['ja', '氷河の値段がよくわかりません。簡単に説明してくれますか？'],
  ])('in %s: %s', (language, message) => {
    expect(quotesOf(message, bookOf(language))).toEqual([]);
  });

  it('a message that also asks a question of its own keeps to this question', () => {
    expect(questionIn('Can you help me? What is a glacier?')).toBe('What is a glacier?');
    expect(questionIn('How deep is a lake? Please explain')).toBe('How deep is a lake?');
    expect(questionIn('Hello, what is a sentence?')).toBe('what is a sentence?');
  });
});
