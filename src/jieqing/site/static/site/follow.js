// Follows the progress of a job in place. Without this script the link below the bar does the same.
const place = document.querySelector("[data-follow]");

const look = async () => {
  try {
    const answer = await fetch(place.dataset.follow);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("progress");
      if (!found?.dataset.underWay) return location.reload();
      document.getElementById("progress").replaceWith(document.adoptNode(found));
    }
  } catch { /* no network for a moment: it is asked again */ }
  setTimeout(look, 2000);
};
if (place) setTimeout(look, 1000);
