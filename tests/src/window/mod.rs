//! The real window, driven by WebDriver as a user would: real mouse, real drops, real dialogs.
//! Needs a display (`setup/virtual-display.sh`), WebKitWebDriver and xdotool.

mod desktop;
mod drag;
mod hands;
mod pointer;
mod stopwatch;
mod watchdog;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use watchdog::Watchdog;

pub use desktop::{Other, answer_file_dialog, hold_on_clipboard, read_clipboard};
pub use stopwatch::{STOPWATCH, percentiles};

use crate::program::program;

/// How long anything may take before a test gives up. Wide: the machine may be busy.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// How often it is looked whether something is so.
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// A running window with a data folder.
pub struct Window {
    /// The WebDriver session.
    pub client: Client,
    /// From the start of the program to the first paint of its page.
    pub first_paint: Duration,
    driver: Child,
    data: PathBuf,
    /// Ends the program and the driver where either hangs, so that a call that waits for it fails.
    _watchdog: Watchdog,
}

/// The driver answers with the next frame, and a page at rest paints none: one point of it moves.
const KEEP_PAINTING: &str = "if (window.painting) return;\
    const point = document.body.appendChild(document.createElement('i'));\
    point.style.cssText = 'position:fixed;right:0;bottom:0;width:1px;height:1px';\
    const paint = () => { point.style.background = point.style.background === 'gray' ? 'silver' : 'gray'; };\
    window.painting = { point, timer: setInterval(paint, 40) };";
const STOP_PAINTING: &str = "if (!window.painting) return;\
    clearInterval(window.painting.timer);\
    window.painting.point.remove();\
    window.painting = undefined;";

impl Window {
    /// Opens the window on this data folder and waits for its first paint.
    ///
    /// Panics where it does not open.
    pub async fn open(data: &Path) -> Self {
        Self::open_program(&program("fapiao-review"), data, &[], &[]).await
    }

    /// The same with another build of the program, more in its environment, or files to take in.
    ///
    /// Panics where it does not open.
    pub async fn open_program(
        binary: &Path,
        data: &Path,
        environment: &[(&str, &str)],
        files: &[PathBuf],
    ) -> Self {
        let mut capabilities = Capabilities::new();
        let options = json!({ "binary": binary, "args": files });
        capabilities.insert("webkitgtk:browserOptions".to_owned(), options);
        let mut port = free_port();
        let mut driver = start_driver(port, data, environment);
        let started = Instant::now();
        let client = loop {
            let address = format!("http://127.0.0.1:{port}");
            let mut builder = ClientBuilder::new(HttpConnector::new());
            let connected = builder.capabilities(capabilities.clone()).connect(&address);
            match tokio::time::timeout(PATIENCE, connected).await {
                Ok(Ok(client)) => break client,
                failed if started.elapsed() > PATIENCE => {
                    let _ = driver.kill();
                    panic!("no window after {PATIENCE:?}: {:?}", failed.err());
                }
                _ => tokio::time::sleep(Duration::from_millis(100)).await,
            }
            // Somebody else took the port first.
            if driver.try_wait().is_ok_and(|ended| ended.is_some()) {
                port = free_port();
                driver = start_driver(port, data, environment);
            }
        };
        let mut window = Self {
            client,
            first_paint: Duration::ZERO,
            _watchdog: Watchdog::over(driver.id(), data),
            driver,
            data: data.to_owned(),
        };
        window.find("#root > *").await;
        window.first_paint = started.elapsed();
        window
    }

    /// Waits for what a CSS selector names.
    ///
    /// Panics where it does not come.
    pub async fn find(&self, css: &str) -> Element {
        self.wait_for(Locator::Css(css)).await
    }

    /// Waits for a button, a tab or a link by the text on it or its accessible name.
    ///
    /// Panics where it does not come.
    pub async fn control(&self, text: &str) -> Element {
        let path = format!(
            "//*[self::button or self::a or @role='tab' or @role='menuitem' or @role='option']\
             [contains(normalize-space(.), '{text}') or contains(@aria-label, '{text}')]"
        );
        self.wait_for(Locator::XPath(&path)).await
    }

    /// Waits for a text anywhere on the page.
    ///
    /// Panics where it does not come.
    pub async fn text(&self, text: &str) {
        let path = format!("//body//*[contains(normalize-space(.), '{text}')]");
        self.wait_for(Locator::XPath(&path)).await;
    }

    async fn wait_for(&self, locator: Locator<'_>) -> Element {
        match self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(locator)
            .await
        {
            Ok(element) => element,
            Err(error) => {
                let shown = self.screenshot("not-found").await;
                panic!(
                    "{locator:?} did not come ({error}); the window is in {}",
                    shown.display()
                );
            }
        }
    }

    /// The text that the page shows.
    pub async fn page_text(&self) -> String {
        self.script("return document.body.innerText")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Runs a script in the page.
    pub async fn script(&self, code: &str) -> Value {
        self.client.execute(code, Vec::new()).await.unwrap()
    }

    /// Calls one of the program's commands from the page and gives its answer.
    pub async fn call(&self, command: &str, arguments: Value) -> Value {
        let code = "const [command, args, done] = arguments;\
            window.__TAURI_INTERNALS__.invoke(command, args).then(v => done({ok: v}), e => done({failed: e}))";
        self.client
            .execute_async(code, vec![json!(command), arguments])
            .await
            .unwrap()
    }

    /// Waits until something is so.
    ///
    /// Panics, naming it, where it does not become so.
    pub async fn until(&self, what: &str, mut check: impl AsyncFnMut(&Self) -> bool) {
        let started = Instant::now();
        while !check(self).await {
            if started.elapsed() > PATIENCE {
                let shown = self.screenshot("not-so").await;
                panic!(
                    "not so after {PATIENCE:?}: {what}; the window is in {}",
                    shown.display()
                );
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Writes a picture of the page into a folder of the system's for such, beside others of this test.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let folder = self.data.parent().unwrap_or(&self.data);
        let path = std::env::temp_dir()
            .join("fapiao-window")
            .join(folder.file_name().unwrap_or_default());
        std::fs::create_dir_all(&path).unwrap();
        let path = path.join(format!("{name}.png"));
        // Where there is none a test goes on, or says what it wanted to say, without it.
        if let Some(picture) = self.picture().await {
            std::fs::write(&path, picture).unwrap();
        }
        path
    }

    /// A picture of the page as PNG; `None` where the driver gives none.
    pub async fn picture(&self) -> Option<Vec<u8>> {
        self.client.execute(KEEP_PAINTING, Vec::new()).await.ok()?;
        let picture = tokio::time::timeout(PATIENCE, self.client.screenshot()).await;
        self.client.execute(STOP_PAINTING, Vec::new()).await.ok()?;
        picture.ok()?.ok()
    }

    /// Closes the window as a user does, by its own close button, and waits for the program to end.
    pub async fn close(mut self) {
        desktop::close_window("票审");
        desktop::wait_for_end(&self.data);
        let _ = self.client.clone().close().await;
        self.end_driver();
    }

    fn end_driver(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        desktop::end_program(&self.data);
        self.end_driver();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn start_driver(port: u16, data: &Path, environment: &[(&str, &str)]) -> Child {
    Command::new("WebKitWebDriver")
        .arg(format!("--port={port}"))
        .env("TAURI_AUTOMATION", "true")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("FAPIAO_DATA_DIR", data)
        .env("HOME", data)
        .env("XDG_CONFIG_HOME", data.join("config"))
        .env("XDG_DATA_HOME", data.join("share"))
        .env("XDG_CACHE_HOME", data.join("cache"))
        // The input method that GTK brings along, whatever the machine has.
        .env("GTK_IM_MODULE", "gtk-im-context-simple")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .envs(environment.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("WebKitWebDriver is part of the package webkit2gtk-driver")
}
