/** Words that turn a statement into its opposite, in the languages with definition forms. */
export const negations: ReadonlySet<string> = new Set(
  `no not never none neither nor without cannot cant dont doesnt isnt arent wont hardly except unless non
  nicht kein keine keinen keiner keines nie niemals ohne außer weder kaum
  ne pas jamais sans sauf ni aucun aucune nunca jamás sin salvo tampoco ningún ninguna não sem nem exceto nenhum nenhuma
  नहीं न बिना لا ليس ليست لم لن بدون غير`.split(/\s+/u),
);
