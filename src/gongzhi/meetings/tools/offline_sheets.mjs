// The three sheets that are printed: a share, its picture, and the fingerprint of the key it belongs to.

function picture(text) {
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join(""));
  svg.append(path);
  return svg;
}

function line(tag, words, className = "") {
  const node = document.createElement(tag);
  node.textContent = words;
  node.className = className;
  return node;
}

function sheet(file, key, share, at) {
  const node = document.createElement("section");
  node.className = "sheet";
  node.append(
    line("h2", `第 ${at + 1} 份份额 · Share ${at + 1} of 3`),
    line("p", `监票人 Scrutineer: ${file.scrutineers[at]}`),
    line("p", `${file.title}`),
    line("p", share, "share"),
    picture(share),
    line("p", `密钥指纹 Key fingerprint: ${fingerprintOf(key)}`, "mark"),
    line("p", "表决前请用自己的账号核对页面上的密钥指纹，一样才确认。 Before the vote compare it with the page of the ballot, from your own account."),
    line("p", `表决 Ballot ${file.ballot}`),
    line("p", "只交给这位监票人，密封保管；公布结果后销毁。任意两份才能开票。 For this scrutineer only; keep it sealed, destroy it after the result is published. Any two open the envelopes."),
  );
  return node;
}
