// Moving a weight orders the answer anew in place. Without this script the button below the weights does the same.
let asking;

document.addEventListener("change", async ({ target }) => {
  const form = target.closest(".weights") && target.form;
  if (!form) return;
  asking?.abort();
  asking = new AbortController();
  form.setAttribute("aria-busy", "true");
  try {
    const address = form.getAttribute("action");
    const answer = await fetch(address, { method: "POST", body: new FormData(form), signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById(form.id);
    if (!found) return form.submit();
    form.replaceWith(document.adoptNode(found));
    document.getElementById(target.id)?.focus({ preventScroll: true });
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
});
