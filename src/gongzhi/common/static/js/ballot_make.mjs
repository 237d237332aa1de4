// Make a ballot's key in this browser: the public halves go into the form, the three shares onto paper, nowhere else.

const { fingerprintOf, makeKey } = await import("./ballot_key.mjs");
const { ready } = await import("./ballot_envelope.mjs");
const { encode } = await import("../vendor/uqr.mjs");
await ready;

const SVG = "http://www.w3.org/2000/svg";

function picture(text, label) {
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const path = document.createElementNS(SVG, "path");
  const dots = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
  path.setAttribute("d", dots.join(""));
  svg.append(path);
  return svg;
}

for (const box of document.querySelectorAll("[data-make]")) {
  const button = box.querySelector("[data-make-button]");
  box.hidden = false;
  button.addEventListener("click", () => {
    const { file, shares } = makeKey(box.dataset.make);
    box.querySelectorAll("[data-share]").forEach((sheet, at) => {
      sheet.querySelector("[data-words]").textContent = shares[at];
      sheet.querySelector("[data-picture]").replaceChildren(picture(shares[at], sheet.dataset.share));
    });
    for (const place of box.querySelectorAll("[data-fingerprint]")) place.textContent = fingerprintOf(file);
    box.querySelector("[name=seal_public]").value = file.seal;
    box.querySelector("[name=sign_public]").value = file.sign;
    box.querySelector("[data-made]").hidden = false;
    button.hidden = true;
    box.querySelector("[data-made] h3").focus();
  });
}
