/** How a frame ends before the subject: with a verb of asking or explaining, a person, or a particle. */
const framePattern =
  /(?:^|[\s，、,:：「『“"]|知道|[说說阐闡]明|[阐闡描论論][述說]|概括|[总總][结結]|介[绍紹]|解[释釋]|告[诉訴][我你他她]?|提醒[我你他她]?|一下|[说說讲講问問查述懂]|明白|清楚|不住|[写寫背]|[想说說写寫查找][起出]|可是|但是?|不[过過]|而且|所以|那[么麼]|然[后後]|忘了|[结結]局|一体|そもそも|いったい|[归歸][根到][结底結]底?|[说說]到底|ตกลง|สรุป(?:แล้ว)?|[记記]得|[我你您他她]|[请請]|によると|によれば|[言い]うと|[言い]えば|だと|ように|なら|たら|けれど|のに|から|ので|けど|[がにはもで]|ว่า|[关關][于於]|[讲講教学學叫有讀读看提]|[讲講教学學看讀读提][到过過]|出[现現]了?|[询詢求][问問]?|とか|について)$/u;

/** Persons, schools, times and manners: with one of them, the text before the subject is a frame. */
const framedPattern =
  /老[师師]|同[学學]|[妈媽爸]|爷爷|爺爺|奶奶|哥哥|姐姐|弟弟|妹妹|表[弟哥姐妹]|朋友|小孩|孩子|[课課]本|[课課][堂上]|作[业業]|考[试試]|小?[测測][验驗]|[练練][习習]|[笔筆][记記]|[讲講][义義]|[词詞]典|字典|[复複復][习習]|[预預][习習]|句[话話]|[谢謝]|[请請]|[昨今明]天|星期|[总總][之的]|大[概致]|[简簡][单單短要]|通俗|授業|宿題|試験|テスト|教科書|辞書|ノート|先生|友達|言葉|簡単|要する|明日|今日|昨日|หนังสือ|การบ้าน|ครู|อาจารย์|เพื่อน|คุณแม่|คุณพ่อ|สอบ|บทเรียน|ประโยค|พรุ่งนี้|เมื่อวาน|วันนี้|ง่าย|สั้น/u;
/** The text before the subject is its attribute. */
const attributePattern = /[的之の]\s*$|ของ$|แห่ง$|ใน$|บน$|在.{0,6}[上中里裡]$/u;

/**
 * Whether a text before the subject is a frame.
 *
 * @param isAsked whether words that ask follow the subject; then a person or a lesson is enough.
 */
export const isFrame = (lead: string, isAsked: boolean): boolean =>
  framePattern.test(lead) || (isAsked && framedPattern.test(lead) && !attributePattern.test(lead));
