// Makes the pages live. Everything also works without it: pages show the current state, and forms are plain forms.
"use strict";

// How often a visible page fetches itself.
const refreshInterval = 2000;
// How many lines stay in the page; the link to earlier lines leads to older ones.
const longestLog = 5000;
const levels = ["debug", "info", "warning", "error"];

// Replaces the parts marked data-refresh with those of a fresh copy of this page. The server renders them, so there is
// one place that turns data into markup.
async function refresh() {
    const response = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (response.redirected) {
        location.reload();
        return;
    }
    if (!response.ok) throw new Error(`status ${response.status}`);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of document.querySelectorAll("[data-refresh]")) {
        const other = fresh.getElementById(part.id);
        if (!other || part.contains(document.activeElement) || part.innerHTML === other.innerHTML) continue;
        const open = new Map([...part.querySelectorAll("details")].map((item) => [item.id, item.open]));
        part.replaceChildren(...other.childNodes);
        for (const item of part.querySelectorAll("details")) {
            if (open.has(item.id)) item.open = open.get(item.id);
        }
    }
}

function keepFresh() {
    const tick = async () => {
        if (!document.hidden) {
            try {
                await refresh();
            } catch {
                // The next attempt follows in two seconds; the log's status line reports a lost connection.
            }
        }
        setTimeout(tick, refreshInterval);
    };
    setTimeout(tick, refreshInterval);
}

class Log {
    constructor(list) {
        this.list = list;
        // An older part of the log does not grow.
        this.grows = Boolean(list.dataset.stream);
        this.last = Number(list.dataset.last);
        this.status = document.getElementById("log-status");
        this.follow = document.getElementById("follow");
        this.level = document.getElementById("level");
        document.getElementById("follow-label").hidden = !this.grows;
        document.getElementById("level-apply").hidden = true;
        this.level.addEventListener("change", () => this.filter());
        this.follow.addEventListener("change", () => this.toEnd());
        document.getElementById("log-filter").addEventListener("submit", (event) => event.preventDefault());
        if (!this.grows || location.hash.startsWith("#line-")) this.follow.checked = false;
        this.filter();
        addEventListener("resize", () => this.toEnd());
        addEventListener("hashchange", () => this.toLine());
        this.toLine();
        if (!this.grows) return;
        this.connect();
        // A browser has six connections to a server, and hidden pages must not hold them.
        document.addEventListener("visibilitychange", () => {
            if (!this.source) return;
            if (document.hidden) this.source.close();
            else if (this.source.readyState === EventSource.CLOSED) this.connect();
        });
    }

    say(text) {
        if (this.status.textContent !== text) this.status.textContent = text;
    }

    filter() {
        this.list.classList.remove(...levels.map((level) => `from-${level}`));
        this.list.classList.add(`from-${this.level.value}`);
        for (const link of document.querySelectorAll(".pager a")) {
            const address = new URL(link.href);
            address.searchParams.set("level", this.level.value);
            link.href = address;
        }
        this.toEnd();
    }

    toEnd() {
        // Without animation, because a burst of lines would outrun smooth scrolling.
        if (this.follow.checked) this.list.scrollTo({ top: this.list.scrollHeight, behavior: "instant" });
    }

    // An address may name a line that is older than the page's lines; the server finds it.
    toLine() {
        const number = location.hash.match(/^#line-(\d+)$/)?.[1];
        if (!number) return;
        this.follow.checked = false;
        const item = document.getElementById(`line-${number}`);
        if (item) item.scrollIntoView({ block: "center" });
        else if (new URLSearchParams(location.search).get("line") !== number) {
            location.replace(`${location.pathname}?line=${number}#line-${number}`);
        }
    }

    // Text is inserted as text, never as markup.
    append(row) {
        if (row.number <= this.last) return;
        this.last = row.number;
        const item = document.createElement("li");
        item.id = `line-${row.number}`;
        item.className = levels.includes(row.level) ? row.level : "info";
        const link = document.createElement("a");
        link.href = `?line=${row.number}#line-${row.number}`;
        link.textContent = row.number;
        link.setAttribute("aria-label", `Link to line ${row.number}`);
        const time = document.createElement("time");
        time.dateTime = row.timestamp;
        time.title = row.timestamp;
        time.textContent = row.timestamp.slice(11, 23);
        const level = document.createElement("span");
        level.className = "level";
        level.textContent = row.level;
        const message = document.createElement("span");
        message.className = "message";
        // As on the server: characters that change the text direction are replaced.
        message.textContent = row.message.replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
        item.append(link, " ", time, " ", level, " ", message);
        this.list.append(item);
        this.trim();
        this.toEnd();
    }

    // The link to earlier lines leads to lines that left the page.
    trim() {
        if (this.list.children.length <= longestLog) return;
        while (this.list.children.length > longestLog) this.list.firstChild.remove();
        let link = document.getElementById("earlier");
        if (!link) {
            link = document.createElement("a");
            link.id = "earlier";
            link.textContent = "Earlier lines";
            const part = document.createElement("p");
            part.className = "pager";
            part.append(link);
            this.list.before(part);
        }
        const first = this.list.firstElementChild.id.replace("line-", "");
        link.href = `?before=${first}&level=${this.level.value}#log-heading`;
    }

    connect() {
        if (typeof EventSource === "undefined") {
            this.poll();
            return;
        }
        const source = new EventSource(`${this.list.dataset.stream}?after=${this.last}`);
        this.source = source;
        source.addEventListener("open", () => this.say("Live."));
        source.addEventListener("log", (event) => this.append(JSON.parse(event.data)));
        source.addEventListener("end", (event) => {
            source.close();
            this.source = null;
            const status = JSON.parse(event.data).status;
            this.say(status ? `At rest: ${status}.` : "The workspace is gone.");
            this.await();
        });
        source.addEventListener("error", () => {
            this.say("The connection is lost; trying again.");
            // A browser gives up if the answer is not a stream, for example because of a proxy; lists still work.
            if (source.readyState === EventSource.CLOSED) {
                this.source = null;
                this.poll();
            }
        });
    }

    async read() {
        const response = await fetch(`${this.list.dataset.list}?after=${this.last}`);
        if (!response.ok) throw new Error(`status ${response.status}`);
        const rows = await response.json();
        rows.forEach((row) => this.append(row));
        return rows.length;
    }

    // No lines come until somebody requests something; an occasional check notices that.
    await() {
        setTimeout(async () => {
            try {
                if (document.hidden || (await this.read()) === 0) this.await();
                else this.connect();
            } catch {
                this.await();
            }
        }, refreshInterval);
    }

    poll() {
        setTimeout(async () => {
            try {
                await this.read();
                this.say("Live, by polling every two seconds.");
            } catch {
                this.say("The connection is lost; trying again.");
            }
            this.poll();
        }, refreshInterval);
    }
}

function offerCopy(button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
        document.getElementById("copied").textContent = "Copied.";
    });
}

const list = document.getElementById("log");
if (list) new Log(list);
const copy = document.getElementById("copy");
if (copy) offerCopy(copy);
// After a refused form the address is that of the form, which accepts only POST.
if (document.body.dataset.live && !document.querySelector("[role=alert]") && !copy) keepFresh();
