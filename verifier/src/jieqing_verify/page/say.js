// Words on the page: always in both languages; the style shows the one that was chosen.

/** An element with attributes, holding text, elements and pairs of words ({zh, en}). Text stays text. */
export function made(tag, attributes, ...parts) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...parts.flatMap((part) => (part.zh === undefined ? [part] : said(part))));
  return element;
}

export function said({ zh, en }) {
  return [["zh", "zh-Hans", zh], ["en", "en", en]].map(([name, language, words]) => {
    const span = document.createElement("span");
    [span.className, span.lang, span.textContent] = [name, language, words];
    return span;
  });
}

const TITLES = { zh: "核对证据包 · 结清", en: "Check an evidence pack · Jieqing" };

export function speak(language) {
  document.documentElement.lang = language === "en" ? "en" : "zh-Hans";
  document.title = TITLES[language];
}

export const spoken = () => (document.documentElement.lang === "en" ? "en" : "zh");
