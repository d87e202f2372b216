// Shows the answer of the API below the form that asks for it: the address, the status, the headers and the body. Without this script
// the form leads to the address itself.
"use strict";
{
  const SHOWN_MAX = 100_000;

  // Reads at most so many characters, and says whether there was more.
  async function begin(answer) {
    if (answer.body === null) return ["", false];
    const [reader, decoder] = [answer.body.getReader(), new TextDecoder()];
    let text = "";
    while (text.length <= SHOWN_MAX) {
      const { done, value } = await reader.read();
      if (done) return [text + decoder.decode(), false];
      text += decoder.decode(value, { stream: true });
    }
    reader.cancel();
    return [text.slice(0, SHOWN_MAX), true];
  }

  function pretty(text) {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  }

  function isText(type) {
    return /^(text\/|application\/([a-z0-9.+-]*\+)?json|application\/x-ndjson)/.test(type);
  }

  async function ask(form) {
    const [box, words] = [form.querySelector(".answer"), form.dataset];
    const [status, head, body] = ["[role=status]", ".head", ".body"].map((name) => box.querySelector(name));
    box.hidden = false;
    status.textContent = words.bezig;
    [head.textContent, body.textContent] = ["", ""];
    const address = new URL(form.action);
    new FormData(form).forEach((value, key) => address.searchParams.append(key, value));
    try {
      const answer = await fetch(address);
      const asked = new URL(answer.url);
      status.textContent = `${answer.status} · ${asked.pathname}${asked.search}`;
      head.textContent = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
      if (isText(answer.headers.get("content-type") ?? "")) {
        const [text, more] = await begin(answer);
        body.textContent = more ? `${text}\n${words.meer}` : pretty(text);
      } else {
        answer.body?.cancel();
        body.textContent = answer.body === null ? "" : words.bestand;
      }
    } catch {
      status.textContent = words.weg;
    }
  }

  for (const form of document.querySelectorAll("form.try")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
}
