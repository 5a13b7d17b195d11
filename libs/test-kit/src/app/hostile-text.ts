/** A title, label or sentence that attacks a client which renders it. ASCII, so that a PDF can contain it. */
export const hostileMarkup =
  'Cells ![x](https://evil.example/x.png) <img src=x onerror=alert(1)> [go](javascript:alert(1))';

/** The beginnings of images, links, elements and addresses, and controls that turn the direction of text. */
export const activeMarkup = /!\[|\]\(|<[a-z/!?]|:\/\/\S|[\u202a-\u202e\u2066-\u2069]/iu;
