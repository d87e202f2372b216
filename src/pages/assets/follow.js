// Shows new events on top of the log while they arrive. The stream only says that there is something new; what is shown is the list
// as the service writes it for the filters of this page, so that it is the same as after loading the page again.
"use strict";
{
  const live = document.querySelector(".live");
  const list = document.getElementById("lijst");
  const [told, button] = [live.querySelector("[role=status]"), live.querySelector("button")];
  const words = live.dataset;
  let [known, fresh, stream, timer] = [Number(words.positie), 0, null, 0];
  let [paused, busy, again] = [false, false, false];

  const say = (text) => {
    if (told.textContent !== text) told.textContent = text;
  };

  const count = () => {
    if (fresh === 0) return words.wacht;
    return fresh === 1 ? words.een : words.meer.replace("#", fresh);
  };

  // A row holds the keyboard while somebody is on one of its links.
  const isHeld = (element) => element.contains(document.activeElement);

  function mark(row) {
    const sign = document.createElement("span");
    [sign.className, sign.textContent] = ["mark", words.nieuw];
    row.classList.add("new");
    row.querySelector("th").append(" ", sign);
    return row;
  }

  function show(page) {
    const theirs = page.getElementById("lijst");
    const rows = [...theirs.querySelectorAll("tbody tr")].filter((row) => Number(row.dataset.positie) > known);
    known = Math.max(known, Number(page.querySelector(".live").dataset.positie));
    document.querySelector(".lead").textContent = page.querySelector(".lead").textContent;
    if (rows.length === 0) return;
    const body = list.querySelector("tbody");
    rows.forEach(mark);
    if (body === null) {
      list.replaceChildren(...theirs.childNodes);
    } else {
      body.prepend(...rows.map((row) => document.importNode(row, true)));
      for (const row of [...body.rows].reverse()) {
        if (body.rows.length <= Number(words.most)) break;
        if (!isHeld(row)) row.remove();
      }
      const [ours, next] = [list, theirs].map((side) => side.querySelector("a[rel=next]"));
      if (ours !== null && next !== null) ours.href = next.getAttribute("href");
      else if (next !== null) list.append(next.parentElement);
    }
    fresh += rows.length;
    say(count());
  }

  async function load() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      do {
        again = false;
        const answer = await fetch(location.href, { headers: { accept: "text/html" } });
        if (answer.redirected) {
          // Whoever looked is no longer signed in: the page itself leads to where that is done.
          location.reload();
          return;
        }
        if (!answer.ok) throw new Error(answer.statusText);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!paused) {
          show(page);
          say(count());
        }
        // Many events at once are one change of the list, and it changes twice a second at most.
        await new Promise((go) => setTimeout(go, 500));
      } while (again && !paused);
    } catch {
      if (paused || stream === null) return;
      say(words.weg);
      clearTimeout(timer);
      timer = setTimeout(load, 5000);
    } finally {
      busy = false;
    }
  }

  function close() {
    stream?.close();
    stream = null;
    clearTimeout(timer);
  }

  function follow() {
    close();
    const address = new URL(words.stroom, location.href);
    address.searchParams.set("na", known);
    stream = new EventSource(address);
    stream.onmessage = load;
    stream.onopen = () => say(count());
    stream.onerror = () => {
      say(words.weg);
      // The browser opens it again by itself, unless something else answered in the place of the service.
      if (stream.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(follow, 5000);
    };
  }

  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? words.verder : words.pauze;
    if (paused) {
      close();
      say(words.stil);
    } else {
      fresh = 0;
      follow();
    }
  });
  // A page in the background, or one that is kept to go back to, holds no connection.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else if (!paused && stream === null) follow();
  });
  live.hidden = false;
  if (!document.hidden) follow();
}
