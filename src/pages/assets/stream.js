// The live example of the stream: the last events, and then each one as it is recorded, until it is stopped.
"use strict";
{
  const example = document.querySelector(".live-example");
  const [button, told, lines] = ["button", "[role=status]", "ol"].map((name) => example.querySelector(name));
  const words = example.dataset;
  const LINES_MAX = 10;
  let [stream, last] = [null, null];

  function line(event) {
    const [item, link] = [document.createElement("li"), document.createElement("a")];
    link.href = `/gebeurtenissen/${event.positie}`;
    link.textContent = `${event.positie} ${event.type} ${event.onderwerp}`;
    item.append(link);
    return item;
  }

  function listen() {
    const address = new URL(words.stroom, location.href);
    // It goes on where it was.
    if (last !== null) address.searchParams.set("na", last);
    stream = new EventSource(address);
    stream.onopen = () => (told.textContent = words.wacht);
    stream.onmessage = (message) => {
      last = message.lastEventId;
      lines.prepend(line(JSON.parse(message.data)));
      while (lines.children.length > LINES_MAX) lines.lastElementChild.remove();
    };
    stream.onerror = () => {
      told.textContent = words.weg;
      if (stream.readyState === EventSource.CLOSED) stop();
    };
  }

  function stop() {
    stream.close();
    stream = null;
    button.textContent = words.begin;
  }

  button.addEventListener("click", () => {
    if (stream === null) {
      listen();
      button.textContent = words.stop;
    } else {
      stop();
      told.textContent = words.stil;
    }
  });
  addEventListener("pagehide", () => stream !== null && stop());
  example.hidden = false;
}
