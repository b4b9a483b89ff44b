// The page at work: takes a pack (and a list of keys) from the person, has it checked, shows the report.
import { hex, sha256 } from "./octets.js";
import { verifyPack } from "./pack.js";
import { made, speak, spoken } from "./say.js";
import { shown } from "./show.js";
import { MOST_OCTETS } from "./zip.js";

const MOST_POLICY_OCTETS = 1_000_000;
const part = (id) => document.getElementById(id);
const chosen = { pack: null, policy: null };
let asked = 0;

async function check() {
  asked += 1;
  const turn = asked;
  const isStale = () => turn !== asked;
  if (!chosen.pack) return;
  part("report").hidden = true;
  tell({ zh: "正在核对……", en: "Checking…" });
  try {
    const { report, pack } = await checked(chosen.pack, chosen.policy, isStale);
    if (isStale()) return;
    const again = made("button", { type: "button", class: "act no-print" }, { zh: "打印或存为 PDF", en: "Print or save as PDF" });
    again.addEventListener("click", () => window.print());
    part("report").replaceChildren(...shown(report, pack, new Date()), again);
    part("report").hidden = false;
    part("state").replaceChildren(); // the heading, once it has the focus, is read out
    part("verdict").focus();
  } catch (error) {
    if (isStale()) return;
    tell({ zh: `核对没有做完，不能算通过：${error.message}`, en: `The check did not come to its end, which is not a proof: ${error.message}` });
    throw error;
  }
}

/** Reads and checks; of a file beyond every bound only so much is read as shows that. */
async function checked(file, policyFile, isStale) {
  const archive = await octets(file, MOST_OCTETS);
  const expected = policyFile && (await octets(policyFile, MOST_POLICY_OCTETS));
  const report = await verifyPack(archive, expected, async (done, all) => {
    if (done % 50 || isStale()) return;
    tell({ zh: `正在核对：${done} / ${all}`, en: `Checking: ${done} of ${all}` });
    await new Promise((resolve) => { setTimeout(resolve); });
  });
  const digest = file.size === archive.length ? hex(await sha256(archive)) : "—";
  const [page] = /sha256-[^']+/.exec(document.querySelector("meta[http-equiv]").content); // of the script, by the browser
  return { report, pack: { name: file.name, octets: file.size, sha256: digest, policyName: policyFile?.name ?? null, page } };
}

const octets = async (file, most) => new Uint8Array(await file.slice(0, most + 1).arrayBuffer());

const tell = (words) => part("state").replaceChildren(made("span", {}, words));

function choose(files) {
  const isPack = ({ name }) => name.toLowerCase().endsWith(".zip");
  const [pack, policy] = [files.find(isPack), files.find((file) => !isPack(file))];
  if (pack) chosen.pack = pack;
  if (policy) chosen.policy = policy;
  showPolicy();
  check();
}

function showPolicy() {
  part("policy-name").textContent = chosen.policy?.name ?? "";
  part("policy-drop").hidden = !chosen.policy;
}

function listen() {
  part("ask").addEventListener("submit", (event) => event.preventDefault());
  part("pack").addEventListener("change", ({ target }) => { [chosen.pack] = target.files; check(); });
  part("policy").addEventListener("change", ({ target }) => { chosen.policy = target.files[0] ?? null; showPolicy(); check(); });
  part("policy-drop").addEventListener("click", () => { chosen.policy = null; part("policy").value = ""; showPolicy(); check(); });
  part("language").addEventListener("click", () => speak(spoken() === "en" ? "zh" : "en"));
  window.addEventListener("beforeprint", () => unfold(true)); // on paper nothing can be opened
  window.addEventListener("afterprint", () => unfold(false));
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      document.body.classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") choose([...event.dataTransfer.files]);
    });
  }
}

function unfold(isOpen) {
  for (const folded of part("report").querySelectorAll("details")) folded.open = isOpen;
}

function isAble() {
  return globalThis.crypto?.subtle && globalThis.DecompressionStream && "isWellFormed" in String.prototype;
}

speak(location.hash === "#en" || (location.hash !== "#zh" && !navigator.language.startsWith("zh")) ? "en" : "zh");
if (isAble()) {
  part("unable").hidden = true;
  part("ask").hidden = false;
  listen();
}
