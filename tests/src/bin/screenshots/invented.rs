//! States that a program seldom shows, from the page over invented documents.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fapiao_tests::window::Window;

use crate::looks::{Looks, REST};
use crate::{press, until};

/// What leads to a state.
enum Step {
    Key(&'static str),
    /// Presses a document of the queue.
    Row(u32),
    /// Presses what has this test id.
    Press(&'static str),
    Script(&'static str),
}
use Step::{Key, Press, Row, Script};

struct State {
    name: &'static str,
    /// What the page is asked for.
    query: &'static str,
    steps: &'static [Step],
}

const fn state(name: &'static str, query: &'static str, steps: &'static [Step]) -> State {
    State { name, query, steps }
}

const LEAVE_FIELD: Step = Script("document.activeElement?.blur()");

/// Types into a control as a person does; React hears of it.
const CAP_IN_MONEY: Step = Script(
    "const set = (id, value) => { const e = document.querySelector(`[data-testid=${id}]`); e.focus(); \
     Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), 'value').set.call(e, value); \
     e.dispatchEvent(new Event(e.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true })); e.blur(); }; \
     set('second-provider', 'juhe'); setTimeout(() => set('second-cap-yuan', '5'), 200)",
);
const PASTE_LINK: Step = Script(
    "const data = new DataTransfer(); data.setData('text/plain', 'https://files.example/d?id=7'); \
     document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))",
);
const SEARCH_IN_VAIN: Step = Script(
    "const e = document.querySelector('[data-testid=queue] input'); \
     Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(e, '没有这家'); \
     e.dispatchEvent(new Event('input', { bubbles: true }))",
);
const HOLD_FILES_OVER: Step = Script("window.fake.emit('drag-over', { active: true })");
const TO_PROVIDERS: Step =
    Script("document.querySelector('[data-testid=open-juhe]').scrollIntoView()");

/// Something lies on the desk, or it is said why nothing does: from now on keys mean something.
const SETTLED: &str = "return document.querySelector('[data-testid=primary], [data-testid=state-panel], \
     [data-testid=unreachable], [data-testid=welcome], [data-testid=empty-desk]') !== null";

const STATES: [State; 47] = [
    state("row-of-the-grid", "", &[]),
    state("being-read", "", &[Row(10)]),
    state("queued", "", &[Row(11)]),
    state("in-doubt", "", &[Row(9)]),
    state("stopped", "&stopped", &[Row(11)]),
    state("nothing-found", "", &[SEARCH_IN_VAIN]),
    state("wrong-key", "", &[Press("tab-failed"), Row(13)]),
    state("reviewed", "", &[Press("tab-reviewed"), Row(14)]),
    state("what-is-open", "", &[Key("Shift+Enter")]),
    state("postpone", "", &[Key("Escape")]),
    state("history", "", &[Key("Ctrl+h")]),
    state("one-reading", "", &[Row(4), Key("Ctrl+Shift+R")]),
    state("two-readings", "", &[Row(6), Key("Ctrl+Shift+R")]),
    state("read-again", "", &[Key("Ctrl+r")]),
    state(
        "several-pages",
        "",
        &[Row(4), Key("Ctrl+p"), Key("ArrowRight"), Key("Space")],
    ),
    state(
        "marked-wall",
        "",
        &[Key("Ctrl+g"), Key("ArrowRight"), Key("Space")],
    ),
    state("put-aside", "", &[Key("Escape"), Key("1")]),
    state("recognizer", "", &[Key("Alt+p")]),
    state("files", "", &[Row(2), Press("files")]),
    state("duplicate", "", &[Row(7)]),
    state("duplicate-pages", "", &[Row(7), Key("Alt+d")]),
    state("verification", "", &[Key("Alt+v")]),
    state("link", "", &[LEAVE_FIELD, PASTE_LINK]),
    state("drop", "", &[HOLD_FILES_OVER]),
    state("second-reading", "", &[Key("Ctrl+,"), CAP_IN_MONEY]),
    state(
        "provider",
        "",
        &[Key("Ctrl+,"), Press("open-juhe"), TO_PROVIDERS],
    ),
    state("empty-ledger", "&empty", &[Key("Ctrl+2")]),
    state("empty-statistics", "&empty", &[Key("Ctrl+3")]),
    state("empty-wall", "&empty", &[Key("Ctrl+g")]),
    state("loading-start", "&hold=startup", &[]),
    state("loading-queue", "&hold=queue", &[]),
    state("loading-document", "&hold=openDocument", &[]),
    state("loading-wall", "&hold=wall", &[Key("Ctrl+g")]),
    state("loading-compare", "&hold=readings", &[Key("Ctrl+Shift+R")]),
    state("loading-ledger", "&hold=ledgerPage", &[Key("Ctrl+2")]),
    state("loading-statistics", "&hold=statistics", &[Key("Ctrl+3")]),
    state(
        "loading-settings",
        "&hold=companies&hold=checkSettings",
        &[Key("Ctrl+,")],
    ),
    state("lost-start", "&refuse=startup", &[]),
    state("lost-queue", "&refuse=queue", &[]),
    state("lost-document", "&refuse=openDocument", &[]),
    state("lost-wall", "&refuse=wall", &[Key("Ctrl+g")]),
    state("lost-compare", "&refuse=readings", &[Key("Ctrl+Shift+R")]),
    state("lost-history", "&refuse=fieldHistory", &[Key("Ctrl+h")]),
    state("lost-ledger", "&refuse=ledgerPage", &[Key("Ctrl+2")]),
    state("lost-statistics", "&refuse=statistics", &[Key("Ctrl+3")]),
    state(
        "lost-settings",
        "&refuse=companies&refuse=checkSettings",
        &[Key("Ctrl+,")],
    ),
    state("not-saved", "&refuse=correct", &[Key("Enter")]),
];

/// The page as it is developed, served on a port of its own while this lives.
pub(crate) struct Page {
    server: Child,
    address: String,
}

impl Page {
    /// Panics where it is not served after a minute.
    pub(crate) async fn serve() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui");
        let server = Command::new("node")
            .args(["node_modules/vite/bin/vite.js", "--host", "127.0.0.1"])
            .args(["--port", &port.to_string()])
            .current_dir(ui)
            .stdout(Stdio::null())
            .spawn()
            .expect("node runs the page");
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_mins(1), "no page");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let address = format!("http://127.0.0.1:{port}/?fake");
        Self { server, address }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Takes a picture of each state and gives how many did not come.
pub(crate) async fn take(looks: &Looks<'_>, page: &Page, data: &Path) -> usize {
    let mut states = STATES.iter().filter(|s| looks.wants(s.name)).peekable();
    if states.peek().is_none() {
        return 0;
    }
    let mut missing = 0;
    let mut window = looks.open_undressed(data).await;
    for state in states {
        let reach = async |window: &Window, _: &str| show(window, looks, page, state).await;
        let mut came = looks.shot(&window, state.name, &reach).await;
        if !came {
            drop(window);
            window = looks.open_undressed(data).await;
            came = looks.shot(&window, state.name, &reach).await;
        }
        if !came {
            eprintln!("no picture of {} ({})", state.name, looks.name());
            missing += 1;
        }
    }
    missing
}

async fn show(window: &Window, looks: &Looks<'_>, page: &Page, state: &State) {
    let Page { address, .. } = page;
    let (language, theme) = (looks.language, looks.theme.name());
    let zoom = looks.scale();
    let wanted = format!(
        "{address}&language={language}&theme={theme}&zoom={zoom}{}",
        state.query
    );
    window.client.goto(&wanted).await.unwrap();
    until(
        window,
        "return document.querySelector('#root > *') !== null && document.readyState === 'complete'",
    )
    .await;
    if !state.query.contains("&hold=") {
        until(window, SETTLED).await;
    }
    tokio::time::sleep(REST).await;
    for step in state.steps {
        match step {
            Key(key) => window.key(key).await,
            Row(id) => {
                let row = format!("[data-testid='queue-row'][data-id='{id}']");
                press(window, &row).await;
            }
            Press(name) => press(window, &format!("[data-testid='{name}']")).await,
            Script(code) => {
                window.script(code).await;
            }
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}
