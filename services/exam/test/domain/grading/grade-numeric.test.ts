import { describe, expect, it } from '@jest/globals';
import { gradeResponse } from '../../../src/domain/grading/grade-response.ts';
import type { Quantity } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { anItem } from '../../builders.ts';

const aNumber = (key: string, quantity: Quantity = {}) =>
  anItem({ type: 'numeric', stem: 'Which number with its unit is missing?', points: 2, key, quantity });
const scoreOf = (item: ReturnType<typeof aNumber>, response: string) => gradeResponse(item, response).score;

describe('gradeResponse of a numeric item', () => {
  it.each([
    ['-40', ['-40', '- 40', '−40', '− 40', '–40', 'minus 40', 'x = -40', '-40.0', '-40.', '−４０']],
    [
      '100000000',
      ['10⁸', '10^8', '1e8', '1E8', '100 000 000', '100,000,000', '1·10^8', '1 x 10⁸', '100.000.000'],
    ],
    ['300000000', ['3·10^8', '3 × 10⁸', '3*10^8', '3e8', '3 x 10^8', '≈ 3·10⁸']],
    ['1.5', ['1.5', '1,5', '3/2', '1 1/2', '+1.5', 'about 1.5', '150 %', '١٫٥', '१.५']],
    ['0.5', ['1/2', '.5', ',5', '0,50', '50%', '50 per cent', '5e-1']],
  ])('gradeResponse gives the points for %s in each way that pupils write the number', (key, responses) => {
    for (const response of responses)
      expect([response, scoreOf(aNumber(key), response)]).toEqual([response, 2]);
  });

  it('gradeResponse gives 0 points for other numbers', () => {
    const others = ['108', '10^9', '-10^8', '1e-8', '100 000', '1/2', '0'];
    for (const response of others)
      expect([response, scoreOf(aNumber('100000000'), response)]).toEqual([response, 0]);
  });

  it('gradeResponse reads 1,500 in the notation of the book, and leaves the other notation to the teacher', () => {
    const key = (value: string, decimalSign?: '.' | ',') =>
      aNumber(value, decimalSign === undefined ? {} : { decimalSign });
    expect(scoreOf(key('1500', '.'), '1,500')).toBe(2);
    expect(scoreOf(key('1500', ','), '1.500')).toBe(2);
    expect(scoreOf(key('1.5', ','), '1,500')).toBe(2);
    expect(scoreOf(key('1.5', '.'), '1,500')).toBeNull();
    expect(scoreOf(key('1500', ','), '1,500')).toBeNull();
    expect(scoreOf(key('1500'), '1,500')).toBeNull();
    expect(scoreOf(key('7', '.'), '1,500')).toBe(0);
    expect(scoreOf(key('1500', '.'), '1500.0')).toBe(2);
    expect(scoreOf(key('1500', '.'), '1.500,0')).toBe(2);
  });

  it('gradeResponse reads a number with both signs in either notation', () => {
    for (const response of ['1,234,567.5', '1.234.567,5', '1 234 567.5', '1 234 567,5'])
      expect([response, scoreOf(aNumber('1234567.5'), response)]).toEqual([response, 2]);
    for (const response of ['1,234.5', '1.234,5', '1,2345.6', '12345,678.9'])
      expect([response, scoreOf(aNumber('7'), response)]).not.toEqual([response, 2]);
  });

  it.each([
    [
      '9.81',
      'm/s²',
      ['9.81 m/s²', '9.81 m s-2', '9.81m/s^2', '9,81 m·s⁻²', '981 cm/s^2', '9.81 metres per second squared'],
    ],
    [
      '1',
      'km',
      ['1 km', '1 000 m', '1000m', '1 Kilometer', '1 kilometre', '100000 cm', '1 Km', '1 公里', '1 किलोमीटर'],
    ],
    [
      '36',
      'km/h',
      [
        '36 km/h',
        '10 m/s',
        '36 KM/H',
        '36 kilometres per hour',
        '36 kilometres an hour',
        '36 Kilometer pro Stunde',
      ],
    ],
    [
      '100',
      '°C',
      ['100 °C', '100°C', '100 degrees Celsius', '373.15 K', '212 °F', '100 Grad Celsius', '100℃'],
    ],
    ['12.5', '%', ['12.5 %', '12,5%', '0.125', '1/8', '12.5 percent']],
    ['4184', 'J/(kg·K)', ['4184 J/(kg K)', '4.184 kJ kg^-1 K^-1', '4184 J/kg/K']],
    ['2', 'kΩ', ['2 kΩ', '2000 ohm', '2000 Ω']],
    ['3', 'µm', ['3 µm', '3 μm', '3 um', '0.003 mm']],
  ])('gradeResponse converts units: %s %s', (key, unit, responses) => {
    for (const response of responses)
      expect([response, scoreOf(aNumber(key, { unit, decimalSign: '.' }), response)]).toEqual([response, 2]);
  });

  it('gradeResponse gives 0 points for a unit of another dimension and names the reason', () => {
    const mark = gradeResponse(aNumber('1', { unit: 'km' }), '1 kg');
    expect(mark.score).toBe(0);
    expect(mark.feedback).toContain('Its unit measures something else than the question asks for.');
    for (const response of ['1 m', '1 mm', '2 km'])
      expect(scoreOf(aNumber('1', { unit: 'km' }), response)).toBe(0);
    expect(scoreOf(aNumber('5', { unit: 'MW' }), '5 mW')).toBe(0);
  });

  it('gradeResponse gives the share of the item for the number without its unit', () => {
    expect(scoreOf(aNumber('1', { unit: 'km' }), '1')).toBe(1);
    expect(scoreOf(aNumber('1', { unit: 'km', shareWithoutUnit: 0 }), '1')).toBe(0);
    expect(scoreOf(aNumber('1', { unit: 'km', shareWithoutUnit: 0.25 }), '1')).toBe(0.5);
    expect(gradeResponse(aNumber('1', { unit: 'km' }), '1').feedback).toContain('Its unit is missing.');
    expect(scoreOf(aNumber('1', { unit: 'km' }), '2')).toBe(0);
  });

  it('gradeResponse accepts numbers within the tolerance, in the unit of the key', () => {
    const item = aNumber('100', { unit: 'cm', tolerance: 2 });
    for (const response of ['98 cm', '102 cm', '1.01 m', '0.98 m']) expect(scoreOf(item, response)).toBe(2);
    for (const response of ['97.9 cm', '103 cm', '1.03 m']) expect(scoreOf(item, response)).toBe(0);
    expect(scoreOf(aNumber('0.3', { unit: 'm' }), '300 mm')).toBe(2);
  });

  it('gradeResponse leaves everything else to the teacher, and never more than the points', () => {
    const item = aNumber('5', { unit: 'K' });
    const unclear = [
      'five kelvins',
      '5 apples',
      '5 or 6 K',
      '5 °C',
      '5 K because',
      'constructor',
      '5 constructor',
    ];
    for (const response of unclear) expect([response, scoreOf(item, response)]).toEqual([response, null]);
    expect(scoreOf(aNumber('5'), '5 km')).toBeNull();
    expect(scoreOf(aNumber('5'), '6 km')).toBe(0);
    for (const response of ['', '   ', '?']) expect(scoreOf(item, response)).toBe(0);
    expect(scoreOf(item, '1/0')).toBeNull();
    for (const unit of ['9', '1,', ' 1', 'm/', '-', '^2', '1 000'])
      expect(scoreOf(item, unit.repeat(200 / unit.length)) ?? 0).toBe(0);
  });

  it('gradeResponse accepts an earlier key after a correction', () => {
    const item = { ...aNumber('2', { unit: 'm' }), alsoAccepted: ['3'] };
    expect(scoreOf(item, '300 cm')).toBe(2);
    expect(scoreOf(item, '4 m')).toBe(0);
  });
});
