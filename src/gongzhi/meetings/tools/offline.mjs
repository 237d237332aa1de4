// The page that works without network: make a key, open envelopes. Nothing is sent and nothing is kept.

const part = (name) => document.querySelector(`[data-part="${name}"]`);
const say = (name, words) => { part(name).textContent = words; };

async function fileOf(name, format) {
  const given = part(name).files[0];
  if (!given) throw new Error("先选文件。 Choose the file first.");
  let file = null;
  try {
    file = JSON.parse(await given.text());
  } catch {
    file = null;
  }
  if (file?.format !== format) throw new Error("不是这个文件。 This is not the right file.");
  return file;
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.textContent = `${name} ↓`;
  link.className = "save";
  return link;
}

async function onMake() {
  const file = await fileOf("prepare", "gongzhi-prepare/1");
  const made = makeKey(file.ballot);
  const name = `key-${file.ballot.slice(-6)}.json`;
  part("sheets").replaceChildren(...made.shares.map((share, at) => sheet(file, made.file, share, at)));
  part("made").replaceChildren(line("p", "1. 打印三份份额。 Print the three sheets.  2. 下载公钥，交回会议页面。 Save the key and hand it in:"), line("p", `密钥指纹 Key fingerprint: ${fingerprintOf(made.file)}`, "mark"), save(name, canonical(made.file)));
  part("print").hidden = false;
}

function shareIn(name, which, said) {
  const share = readShare(part(name).value, said.ballot, said.key);
  if (!share) throw new Error(`${which}：不是本次表决的份额，请逐组核对。 Not a share of this ballot; compare group by group.`);
  if (share.isOther) throw new Error(`${which}：属于另一把密钥，已作废；请用印有密钥指纹 ${fingerprintOf(said.key)} 的那一份。 It is of another key and was replaced; take the sheet with this fingerprint.`);
  return share;
}

async function onOpen() {
  const file = await fileOf("envelopes", "gongzhi-envelopes/1");
  const said = JSON.parse(file.document);
  const [one, other] = [["one", "第一份 The first"], ["other", "第二份 The second"]].map(([name, which]) => shareIn(name, which, said));
  if (one.place === other.place) throw new Error("两份是同一份份额。 These are the same share.");
  const keys = keysOf(combine(one, other), said.ballot);
  if (hex(keys.sealPublic) !== said.key.seal || hex(keys.signPublic) !== said.key.sign) throw new Error("这两份份额打不开本次表决。 These shares do not open this ballot.");
  const { text, opening, digest } = openAll(file, keys);
  const { entries, invalid } = JSON.parse(opening);
  part("opened").replaceChildren(
    line("p", `${said.question.title}：有效 ${entries.length}，无效 ${invalid.length}。 Valid ${entries.length}, invalid ${invalid.length}.`),
    line("p", digest, "share"),
    line("p", "请记下上面这串数的前十二位：两组必须一样。 Write down its first twelve digits: both pairs must get the same."),
    save(`opening-${said.ballot.slice(-6)}.json`, text),
  );
  for (const name of ["one", "other"]) part(name).value = "";
}

function arm(button, deed) {
  part(button).addEventListener("click", async () => {
    say("problem", "");
    try {
      await deed();
    } catch (problem) {
      say("problem", problem.message);
    }
  });
}

await ready;
arm("make", onMake);
arm("open", onOpen);
part("print").addEventListener("click", () => window.print());
part("online").hidden = !navigator.onLine;
part("ready").hidden = false;
