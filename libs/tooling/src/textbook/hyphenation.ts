/** Words of the book that may be divided at a line end, with their break points (British usage). */
const dividedWords = `
  abun-dant adapt-ation advan-ces an-emo-meter anti-cyclone anti-clockwise at-mos-phere aver-age baro-meter
  be-haviour bound-ary calcu-lated centi-metres chem-ical circu-late colli-sions compo-sition com-pound
  con-den-sation con-denses con-duction con-tains con-ti-nental con-tinuous con-vec-tion crys-tals de-fined
  de-pression de-vas-tation differ-ence differ-ences differ-ent direc-tion dis-appear dis-solve dis-solved
  dis-tance drop-lets eas-ily elec-tric elec-tricity en-ergy en-semble equa-tor evapo-ration evap-orate evap-orates
  expan-sion ex-plains fore-cast fore-casts freez-ing gener-ations gla-cier glos-sary grav-ity green-house
  ground-water hemi-sphere hori-zontal humid-ity hydro-gen hygro-meter in-filtra-tion in-stru-ment in-stru-ments
  in-vis-ible kilo-gram kilo-grams kilo-metre kilo-metres land-fills lati-tude light-ning mari-time measure-ments
  miti-gation mix-ture mole-cule mole-cules moun-tain moun-tains move-ment neigh-bouring nitro-gen
  noth-ing oppo-site oxy-gen par-ticles per-cent-age perma-frost photo-syn-thesis pre-cipi-tation
  pres-sure pre-vailing prop-erties radi-ation regu-lar re-flects reser-voir resi-dence satel-lites satu-rated
  sea-sons sed-iment sep-arates sta-tions strato-sphere sub-limation sub-stance sub-stances sub-tropics
  sun-light sur-face sur-faces surround-ings temper-ate temper-ature temper-atures thermo-meter thermo-meters
  thou-sand thunder-cloud thunder-storm thunder-storms trans-fer trans-piration trop-ical tropo-pause
  tropo-sphere under-standing up-draught up-draughts upper-most vari-ations visi-bility vol-ume water-shed
  weath-er
`;

const breaks: ReadonlyMap<string, readonly number[]> = new Map(
  dividedWords
    .trim()
    .split(/\s+/)
    .map((divided) => {
      const parts = divided.split('-');
      const offsets = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('').length);
      return [parts.join(''), offsets] as const;
    }),
);

/** Offsets at which a word may be divided, longest first part first; punctuation around it is ignored. */
export const divisionsOf = (word: string): readonly number[] => {
  const [, before = '', letters = ''] = /^([^\p{L}]*)(\p{L}+)[^\p{L}]*$/u.exec(word) ?? [];
  const offsets = breaks.get(letters.toLowerCase()) ?? [];
  return offsets.map((offset) => before.length + offset).toReversed();
};
