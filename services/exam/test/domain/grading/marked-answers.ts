/** Answers of the kinds that students write, marked by hand. Spelling mistakes are on purpose. */
type MarkedItem = {
  readonly stem: string;
  readonly keys: readonly string[];
  readonly quote: string;
  readonly answers: readonly { readonly response: string; readonly isRight: boolean }[];
};

const item = (stem: string, key: string, right: string, wrong: string): MarkedItem => ({
  stem,
  keys: [key],
  quote: key,
  answers: [
    ...right.split('|').map((response) => ({ response: response.trim(), isRight: true })),
    ...wrong.split('|').map((response) => ({ response: response.trim(), isRight: false })),
  ],
});

export const markedItems: readonly MarkedItem[] = [
  item(
    'What is evaporation?',
    'Evaporation is the change of liquid water into water vapour at the surface of the water.',
    `liquid water changes into water vapour | water turns into vapour at the surface | when liquid water becomes
    a gas | water changing from a liquid to a gas | the change of water into vapour | it is when water becomes
    water vapour | liquid turns to vapor | water from the surface changes to vapour`,
    `water falls from the clouds | it is when water freezes | the water becomes ice | rain goes into the ground |
    water vapour changes into liquid water | clouds get dark | something about the sun | when it rains`,
  ),
  item(
    'Why does ice float on water?',
    'Ice floats because it is less dense than liquid water.',
    `it is less dense than water | because ice is less dense | ice has a lower density than water | the density of
    ice is lower than that of water | it has less density | ice is lighter for its size than water`,
    `it is more dense than water | because ice is heavy | ice is cold | because water pushes everything | it has more
    density | the ice is heavier than the water | because it is frozen`,
  ),
  item(
    'What makes the wind blow?',
    'Wind blows because air moves from an area of high pressure to an area of low pressure.',
    `air moves from high pressure to low pressure | the air goes from high pressure to low pressure | differences in
    air pressure | air flows from places with high presure to low presure | pressure differences move the air`,
    `air moves from low pressure to high pressure | the trees move | because it is cold outside | clouds push the air |
    the air goes from low pressure to high pressure | the moon pulls it`,
  ),
  item(
    'How does a rain gauge measure rainfall?',
    'A rain gauge collects rain in a cylinder and shows its depth in millimetres.',
    `it collects rain and shows the depth in millimetres | rain is collected in a cylinder and you read the depth |
    it catches the rain and you read how deep it is | the cylinder collects rain and shows how many millimetres`,
    `it measures the temperature | it spins in the wind | it counts the clouds | you look at the sky and guess |
    it shows the pressure of the air`,
  ),
];
