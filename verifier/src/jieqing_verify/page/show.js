// The report as people read and file it: the verdict, which pack it is of, every line in words, and what all that means.
import { made } from "./say.js";
import { moment } from "./moment.js";
import { plain } from "./report.js";
import { WORDS } from "./words.js";

const GROUPS = {
  wrong: { zh: "不符", en: "What does not hold" },
  ok: { zh: "已核对，相符", en: "What was checked and holds" },
  unchecked: { zh: "有登记，此处未核对", en: "Recorded, not checked here" },
};
const CAVEAT = {
  zh: "但这些密钥是谁的，还没有核对：任何人都能用自己的密钥做出一个包。请从别处取得密钥清单，选上它，再核对一次。",
  en: "But whose keys these are was not checked: anybody can make a pack with keys of their own. Get the list of keys elsewhere, choose it, and check again.",
};
const MEANING = {
  proved: [
    { zh: "列为“相符”的记录，在检查点签出时已经在日志里，此后一个字节都没有改过。", en: "The entries marked “ok” stood in the log when its checkpoint was signed, and not a byte of them has changed since." },
    { zh: "公开的内容、操作者和事项，就是当时写进日志的那些。", en: "What was opened of them (content, who did it, about what) is what was entered then." },
  ],
  open: [
    { zh: "内容本身是否属实：日志证明“当时这样记了”，不证明“事情就是这样”。", en: "Whether what was entered is true: a log shows that it was entered so, not that it was so." },
    { zh: "平台时钟是否准确：独立的时间只来自见证方和时间戳机构。", en: "Whether the platform's clock was right: independent times come from witnesses and time-stamping authorities alone." },
    { zh: "列为“未核对”的各条。", en: "The lines marked “not checked”." },
  ],
};

/** The parts of the report's section. `pack` = {name, octets, sha256, policyName}; `at` is a Date by this device. */
export function shown(report, pack, at) {
  return [
    verdict(report),
    facts(report, pack, at),
    ...Object.entries(GROUPS).map(([status, title]) => group(report, status, title)).filter(Boolean),
    ...(report.entries.length ? [entries(report.entries)] : []),
    ...(report.isProved ? [meaning()] : []),
    made("p", { class: "print-only signing" },
      { zh: "核对人：", en: "Checked by: " }, made("span", { class: "blank" }),
      { zh: "日期：", en: "Date: " }, made("span", { class: "blank" })),
  ];
}

/** The colour of yes only where it was also checked whose keys these are: anybody can make keys and a pack to fit. */
function verdict(report) {
  const isKnown = report.lines.some(({ code }) => code === "policy_same");
  const state = report.isWrong ? "wrong" : report.isProved && isKnown ? "ok" : "unchecked";
  const caveat = report.isProved && !isKnown ? [made("p", { id: "caveat" }, CAVEAT)] : [];
  return made("div", { class: `verdict ${state}` },
    made("h2", { id: "verdict", tabindex: "-1" }, report.headline), ...caveat, counts(report));
}

function counts({ lines }) {
  const of = (status) => lines.filter((line) => line.status === status).length;
  return made("p", {}, {
    zh: `共 ${lines.length} 条：相符 ${of("ok")}，不符 ${of("wrong")}，未核对 ${of("unchecked")}。`,
    en: `${lines.length} lines: ${of("ok")} ok, ${of("wrong")} wrong, ${of("unchecked")} not checked.`,
  });
}

function facts({ policy, checkpoint }, pack, at) {
  const checked = moment(at.getTime() / 1000);
  const size = checkpoint?.size.toLocaleString("en");
  const rows = [
    [{ zh: "证据包", en: "Pack" },
      { zh: `${plain(pack.name)}，${pack.octets.toLocaleString("en")} 字节`, en: `${plain(pack.name)}, ${pack.octets.toLocaleString("en")} bytes` }],
    [{ zh: "证据包的 SHA-256", en: "SHA-256 of the pack" }, made("code", { id: "digest" }, pack.sha256)],
    [{ zh: "核对时间", en: "Checked at" },
      { zh: `北京时间 ${checked.beijing}（按这台设备的时钟）`, en: `${checked.at} (by the clock of this device)` }],
    [{ zh: "密钥清单的指纹", en: "Fingerprint of the list of keys" }, policy && made("code", {}, policy.fingerprint)],
    [{ zh: "另行取得的密钥清单", en: "List of keys got elsewhere" },
      pack.policyName === null ? { zh: "没有", en: "none" } : plain(pack.policyName)],
    [{ zh: "日志", en: "Log" }, checkpoint && { zh: `${plain(checkpoint.origin)}，共 ${size} 条记录`, en: `${plain(checkpoint.origin)}, ${size} entries` }],
    [{ zh: "核对所用的网页", en: "Checked with this page" }, made("code", {}, pack.page)],
  ];
  const found = rows.filter(([, value]) => value);
  return made("dl", { class: "facts" }, ...found.map(([name, value]) => made("div", {}, made("dt", {}, name), made("dd", {}, value))));
}

function group({ lines }, status, title) {
  const numbered = lines.map((line, at) => ({ ...line, at })).filter((line) => line.status === status);
  if (!numbered.length) return null;
  const rows = numbered.map(({ code, zh, en, because, at }) =>
    made("li", { "data-code": code, "data-at": at, "data-because": because },
      made("span", { class: `tag ${status}` }, WORDS.status[status]), made("span", {}, { zh, en })));
  return made("section", { class: "group" }, made("h3", {}, title), made("ul", { class: "lines", role: "list" }, ...rows));
}

function entries(proved) {
  const heads = [{ zh: "编号", en: "Index" }, { zh: "平台时钟（北京时间）", en: "Platform's clock" }, { zh: "事件", en: "Event" }, { zh: "操作者和内容", en: "Who, and content" }];
  const rows = proved.map(({ index, at, leaf, opening }) => made("tr", {},
    made("td", {}, String(index)),
    made("td", {}, { zh: at.beijing, en: at.at }),
    made("td", {}, made("code", {}, plain(leaf.code ? `${leaf.event} ${leaf.code}` : leaf.event))),
    made("td", {}, ...(opening ? [plain(opening.actor), ...content(opening)] : [made("span", { class: "quiet" }, { zh: "未公开", en: "not opened" })]))));
  return made("section", { class: "group" }, made("h3", {}, { zh: "这些记录写的是什么", en: "What the entries say" }),
    made("div", { class: "table", tabindex: "0", role: "region", "aria-label": "记录 / entries" },
      made("table", {}, made("thead", {}, made("tr", {}, ...heads.map((head) => made("th", { scope: "col" }, head)))), made("tbody", {}, ...rows))));
}

function content({ body }) {
  if (body === null) return [];
  const letters = made("pre", {}, made("code", {}, body.json.replace(/[^\n\P{C}]/gu, "\ufffd")));
  return [made("details", {}, made("summary", {}, { zh: "内容", en: "Content" }), letters)];
}

function meaning() {
  const list = (title, points) => [made("h3", {}, title), made("ul", {}, ...points.map((point) => made("li", {}, point)))];
  return made("section", { class: "group" },
    ...list({ zh: "这证明了什么", en: "What this proves" }, MEANING.proved),
    ...list({ zh: "这没有证明什么", en: "What this does not prove" }, MEANING.open));
}
