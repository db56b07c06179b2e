// What a page gains when JavaScript runs (an ES module). Everything here improves what already works without it.

const SEARCH_PAUSE = 250; // milliseconds without a key before a list is asked again
const DRAFT_PAUSE = 1200; // the same before a draft keeps itself

enhance(document);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenusOnEscape);

/** Gives their extra gestures to the elements below `root`. */
function enhance(root) {
  each(root, "[data-liste]", liveList);
  each(root, "form[data-envoi]", uploadWithProgress);
  each(root, "form[data-brouillon]", keepDraft);
  each(root, "[data-depot]", dropZone);
  each(root, "a[data-dialogue]", confirmInDialog);
  each(root, "form[data-apparence]", switchTheme);
  each(root, "button[data-copie]", copyText);
  each(root, "button[data-montrer]", showPassword);
  each(root, "input[data-tout-cocher]", checkAll);
  each(root, "button[data-imprimer]", printPage);
  root.querySelector(".erreurs")?.focus();
}

function each(root, selector, improve) {
  for (const element of root.querySelectorAll(selector)) improve(element);
}

/** A list follows its filters while one types; the address follows too, so that it can be kept and sent. */
function liveList(list) {
  const form = list.querySelector("form[data-filtre]");
  if (!form) return;
  let pause, running;
  const refresh = async () => {
    running?.abort();
    running = new AbortController();
    const filled = [...new FormData(form)].filter(([, value]) => value !== "");
    const address = `${form.getAttribute("action")}?${new URLSearchParams(filled)}`;
    try {
      const page = await fetchPage(address, { signal: running.signal });
      replaceResults(list, page.getElementById(list.id));
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };
  form.addEventListener("input", (event) => {
    clearTimeout(pause);
    pause = setTimeout(refresh, event.target.matches("select") ? 0 : SEARCH_PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    refresh();
  });
}

/** The results change, the filters stay (the caret too), and the count is announced. */
function replaceResults(list, fresh) {
  if (!fresh) throw new Error("the answer does not hold the list");
  const results = list.querySelector("[data-resultats]");
  results.replaceWith(fresh.querySelector("[data-resultats]"));
  list.querySelector("[data-compte]").textContent = fresh.querySelector("[data-compte]").textContent;
  list.querySelector("[data-gestes]").replaceWith(fresh.querySelector("[data-gestes]"));
  enhance(list.querySelector("[data-resultats]"));
}

/** Sends a form that carries files and shows how far it is; the answer takes the place of the page. */
function uploadWithProgress(form) {
  form.addEventListener("submit", (event) => {
    if (![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
    event.preventDefault();
    const bar = form.querySelector("[data-progression]");
    const said = form.querySelector("[data-progression-texte]");
    const request = new XMLHttpRequest();
    const body = new FormData(form, event.submitter);
    setBusy(form, true);
    bar.hidden = said.hidden = false;
    request.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable) return;
      bar.max = step.total;
      bar.value = step.loaded;
      said.textContent = `Envoi en cours : ${Math.floor((100 * step.loaded) / step.total)} %`;
    });
    request.addEventListener("load", () => showAnswer(request.responseText, request.responseURL));
    request.addEventListener("error", () => {
      setBusy(form, false);
      bar.hidden = true;
      said.textContent = "L’envoi a été interrompu. Vérifiez votre connexion puis recommencez : rien n’a été enregistré.";
    });
    request.open("POST", form.action);
    request.send(body);
  });
}

function setBusy(form, busy) {
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = busy;
  form.setAttribute("aria-busy", busy);
}

function showAnswer(text, address) {
  const page = new DOMParser().parseFromString(text, "text/html");
  if (page.querySelector("script[data-htmx]")) return location.assign(address);
  history.pushState(null, "", address);
  addEventListener("popstate", () => location.reload(), { once: true });
  document.title = page.title;
  document.body.replaceWith(page.body);
  scrollTo(0, 0);
  enhance(document);
}

/** A draft keeps itself while one types: the server answers the page, whose errors and following parts take the place of ours. */
function keepDraft(form) {
  const said = form.querySelector("[data-brouillon-texte]");
  let pause = 0;
  let running = null;
  const keep = () => {
    clearTimeout(pause);
    pause = 0;
    running = (running ?? Promise.resolve()).then(post);
    return running;
  };
  const post = async () => {
    said.hidden = false;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("form[data-brouillon]");
      if (!fresh) throw new Error(`${answer.status} for ${form.action}`);
      takeErrors(form, fresh);
      for (const part of document.querySelectorAll("[data-suite]")) {
        const next = page.getElementById(part.id);
        if (next) part.replaceWith(next);
      }
      const now = new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
      said.textContent = answer.ok ? `Enregistré à ${now}` : "Pas encore enregistré : une réponse est à corriger.";
    } catch {
      said.textContent = "Pas enregistré : rechargez la page, quelqu’un a peut-être changé ce brouillon.";
    }
    running = null;
  };
  form.addEventListener("input", ({ target }) => {
    // Half a word of a list is no answer yet.
    if (target.list && target.value && ![...target.list.options].some((one) => one.value === target.value)) return;
    clearTimeout(pause);
    pause = setTimeout(keep, DRAFT_PAUSE);
  });
  // What was typed is kept before anything else of the page is asked.
  document.addEventListener("submit", async (event) => {
    if (!form.isConnected || (!pause && !running)) return;
    if (event.target === form && !running) return clearTimeout(pause);
    event.preventDefault();
    event.stopImmediatePropagation();
    const action = event.target.getAttribute("action");
    await (pause ? keep() : running);
    document.querySelector(`form[action="${CSS.escape(action)}"]`)?.requestSubmit();
  }, true);
}

/** The errors of each field as the server answers them; what is typed and the caret stay. */
function takeErrors(form, fresh) {
  for (const input of fresh.querySelectorAll("input[type=hidden][name]")) {
    const mine = form.elements.namedItem(input.name);
    if (mine) mine.value = input.value;
  }
  for (const control of form.querySelectorAll(".champ [id][name]")) {
    const next = fresh.querySelector(`#${CSS.escape(control.id)}`);
    if (!next) continue;
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (next.hasAttribute(name)) control.setAttribute(name, next.getAttribute(name));
      else control.removeAttribute(name);
    }
    const [field, answer] = [control.closest(".champ"), next.closest(".champ")];
    field.className = answer.className;
    field.querySelector(".erreur-champ")?.remove();
    const error = answer.querySelector(".erreur-champ");
    if (error) control.before(error);
  }
}

/** Files can be dropped on the field; what was chosen is named, with its size. */
function dropZone(zone) {
  const input = zone.querySelector("input[type=file]");
  const chosen = zone.querySelector("[data-choisis]");
  zone.querySelector("[data-invitation]").hidden = false;
  const list = () => {
    chosen.replaceChildren(...[...input.files].map((file) => element("li", `${file.name} (${size(file.size)})`)));
    chosen.hidden = !input.files.length;
  };
  const over = (event, inside) => {
    event.preventDefault();
    zone.classList.toggle("survol", inside);
  };
  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, false));
  zone.addEventListener("drop", (event) => {
    over(event, false);
    const files = new DataTransfer();
    for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) files.items.add(file);
    input.files = files.files;
    list();
  });
  input.addEventListener("change", list);
}

function size(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "ko"] : [bytes / 1e6, "Mo"];
  return `${value.toLocaleString("fr-FR", { maximumFractionDigits: 1 })}\u00a0${unit}`;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** The confirmation page of a dangerous gesture opens in place, in a dialog. */
function confirmInDialog(link) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const question = (await fetchPage(link.href)).querySelector("[data-confirmation]");
      openDialog(question, link);
    } catch {
      location.assign(link.href);
    }
  });
}

function openDialog(question, opener) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialogue";
  dialog.setAttribute("aria-labelledby", question.querySelector("h2").id);
  dialog.append(question);
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener.focus();
  });
  question.querySelector("a[data-renoncer]")?.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}

async function fetchPage(address, options = {}) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, ...options });
  if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** The theme changes at once, and the choice is kept by the server. */
function switchTheme(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = event.submitter.value;
    const body = new URLSearchParams(new FormData(form, event.submitter));
    if (chosen === "systeme") delete document.documentElement.dataset.bsTheme;
    else document.documentElement.dataset.bsTheme = chosen === "sombre" ? "dark" : "light";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", button.value === chosen);
    await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  });
}

function copyText(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const label = button.querySelector("[data-libelle]") ?? button;
  const before = label.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copie);
    label.textContent = "Copié";
    setTimeout(() => (label.textContent = before), 2000);
  });
}

function showPassword(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
    input.focus();
  });
}

function checkAll(box) {
  const boxes = [...document.querySelectorAll(`input[name="${CSS.escape(box.dataset.toutCocher)}"]`)];
  box.hidden = false;
  box.addEventListener("change", () => boxes.forEach((other) => (other.checked = box.checked)));
  for (const other of boxes) {
    other.addEventListener("change", () => {
      const checked = boxes.filter((one) => one.checked).length;
      box.checked = checked === boxes.length;
      box.indeterminate = checked > 0 && checked < boxes.length;
    });
  }
}

function printPage(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

/** An open menu closes when one clicks elsewhere or presses Escape. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function closeMenusOnEscape(event) {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
}
