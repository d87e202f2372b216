// Says what was found, in the sentences that the page gives: those of `replay verify`, in the language of the reader.

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const LOCALES = { nl: "nl", en: "en-GB" };

export class Speaker {
  #sentences;
  #locale;
  #isText;

  // `sentences` has by name what is said of one and of others; `isText` says whether a key of an event is a text.
  constructor(language, sentences, isText) {
    this.#locale = LOCALES[language] ?? language;
    this.#sentences = sentences;
    this.#isText = isText;
  }

  // Returns what the check needs to know of events.
  rules() {
    return { isText: this.#isText, isType: (type) => type.startsWith("nl.peildatum.") && this.#sentences.has(type) };
  }

  // Returns a sentence. A value that is a list is a sentence itself. An unknown word is returned as it is.
  say(name, args = {}) {
    const sentence = this.#sentences.get(name);
    if (!sentence) return name;
    const text = args.count === 1 && sentence.one !== undefined ? sentence.one : sentence.other;
    return text.replace(/\{([a-z]+)\}/g, (whole, key) => {
      const value = args[key];
      if (value === undefined) return whole;
      return Array.isArray(value) ? this.say(value[0], value[1]) : String(value);
    });
  }

  capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  range(from, to) {
    if (from === to) return String(from);
    return this.say(to - from === 1 ? "positions-two" : "positions-several", { from, to });
  }

  // Returns a day as exactly as it is known.
  day(iso, precision) {
    const [, year, month, date] = DAY.exec(iso) ?? [];
    if (year === undefined) return iso;
    const moment = Date.UTC(year, month - 1, date);
    const shown = (options) => new Intl.DateTimeFormat(this.#locale, { timeZone: "UTC", ...options }).format(moment);
    const whole = () => shown({ day: "numeric", month: "long", year: "numeric" });
    switch (precision) {
      case "maand": return shown({ month: "long", year: "numeric" });
      case "kwartaal": return this.say("quarter-of-year", { quarter: Math.floor((month - 1) / 3) + 1, year });
      case "jaar": return String(Number(year));
      case "uiterlijk": return this.say("at-the-latest", { day: whole() });
      case "onbekend": return this.say("day-unknown");
      default: return whole();
    }
  }

  // Names an event as its readers know it: its position, what happened, the subject and the day.
  event(record) {
    const id = record.onderwerp.slice(record.onderwerp.indexOf("/") + 1);
    const what = this.say(record.type, { id, day: this.day(record.ingangsdatum, record.ingangsdatumNauwkeurigheid) });
    return this.say("event-name", { position: record.positie, what });
  }

  // Returns what a fault is about; empty for one of the whole log. `bundle` is the name of the archive.
  name(fault, bundle) {
    if (fault.name !== undefined) return fault.name ?? bundle;
    if (fault.record) return this.event(fault.record);
    if (fault.range) return this.range(...fault.range);
    return fault.position > 0 ? String(fault.position) : "";
  }

  // Returns a fault in one line: its name, and every clause.
  fault(fault, bundle) {
    const clauses = fault.clauses.map(([code, args]) => this.say(code, args)).join("; ");
    const name = this.name(fault, bundle);
    return name ? `${name}: ${clauses}` : clauses;
  }
}
