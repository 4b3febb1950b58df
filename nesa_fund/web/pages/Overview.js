// Our pages come first in the sidebar, Fava's own reports under "For accountants"; tables sort by their heads.

function orderSidebar() {
  const aside = document.querySelector("aside");
  const lists = aside ? [...aside.querySelectorAll(":scope > ul")] : [];
  const ours = lists.find((list) => list.querySelector('a[href*="/extension/Overview/"]'));
  const known = aside?.querySelector("details");
  if (known && !location.pathname.includes("/extension/")) known.open = true;
  if (!ours || known) return;
  const rest = document.createElement("details");
  const title = document.createElement("summary");
  title.textContent = "For accountants";
  rest.append(title, ...lists.filter((list) => list !== ours));
  rest.open = !location.pathname.includes("/extension/");
  aside.append(ours, rest);
  const door = document.getElementById("nesa-door");
  if (door) aside.append(door);
}

function valueOf(row, column) {
  const cell = row.cells[column];
  const day = cell.querySelector("time");
  if (day) return day.dateTime;
  const text = cell.textContent.trim();
  const number = Number.parseFloat(text.replace(/[£,%]/g, ""));
  return cell.classList.contains("figure") ? (Number.isNaN(number) ? -Infinity : number) : text;
}

function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "en-GB", { numeric: true });
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", turn === 1 ? "ascending" : "descending");
      const rows = [...table.tBodies[0].rows];
      rows.sort((one, other) => turn * compare(valueOf(one, column), valueOf(other, column)));
      table.tBodies[0].append(...rows);
    });
  });
}

export default {
  onPageLoad() {
    orderSidebar();
    for (const table of document.querySelectorAll(".nesa table:not([data-sorts])")) {
      table.dataset.sorts = "";
      if (table.tBodies[0].rows.length > 1) makeSortable(table);
    }
  },
};
