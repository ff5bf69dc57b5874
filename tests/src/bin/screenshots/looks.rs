//! One size, theme and language of the window, and pictures of it.

use std::path::Path;
use std::time::Duration;

use fapiao_tests::window::Window;
use serde_json::{Value, json};

use crate::until;

#[derive(Clone, Copy)]
pub(crate) enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The driver has been seen to owe a picture for ever: the window is then opened anew.
const PATIENCE: Duration = Duration::from_secs(25);

/// Until what moves or comes late rests.
pub(crate) const REST: Duration = Duration::from_millis(450);

const PICTURES_ARE_THERE: &str = "return [...document.images].every((image) => image.complete)";

pub(crate) struct Looks<'a> {
    pub(crate) language: &'a str,
    pub(crate) theme: Theme,
    size: (u32, u32, u32),
    out: &'a Path,
    /// Parts of the names of the pictures that are wanted; all, where there are none.
    wanted: &'a [String],
}

impl<'a> Looks<'a> {
    pub(crate) fn new(
        language: &'a str,
        theme: Theme,
        size: (u32, u32, u32),
        out: &'a Path,
        wanted: &'a [String],
    ) -> Self {
        Self {
            language,
            theme,
            size,
            out,
            wanted,
        }
    }

    pub(crate) fn name(&self) -> String {
        let (width, height, scale) = self.size;
        let theme = self.theme.name();
        format!("{}-{theme}-{width}x{height}-{scale}", self.language)
    }

    /// In percent.
    pub(crate) fn scale(&self) -> u32 {
        self.size.2
    }

    /// Whether somebody asked for this picture.
    pub(crate) fn wants(&self, state: &str) -> bool {
        let name = format!("{state}-{}", self.name());
        self.wanted.is_empty() || self.wanted.iter().any(|part| name.contains(part))
    }

    /// Takes a picture of each state of the program and gives how many did not come, even from a
    /// second window.
    pub(crate) async fn take(
        &self,
        data: &Path,
        states: &[&str],
        reach: impl AsyncFn(&Window, &str),
    ) -> usize {
        let states: Vec<&str> = states.iter().copied().filter(|s| self.wants(s)).collect();
        if states.is_empty() {
            return 0;
        }
        let mut missing = 0;
        let mut window = self.open(data).await;
        for state in states {
            let mut came = self.shot(&window, state, &reach).await;
            if !came {
                drop(window);
                window = self.open(data).await;
                came = self.shot(&window, state, &reach).await;
            }
            if !came {
                eprintln!("no picture of {state} ({})", self.name());
                missing += 1;
                drop(window);
                window = self.open(data).await;
            }
        }
        window.close().await;
        missing
    }

    async fn open(&self, data: &Path) -> Window {
        let window = self.open_undressed(data).await;
        let (language, theme) = (self.language, self.theme.name());
        prefer(&window, json!({ "language": language, "theme": theme })).await;
        window.client.refresh().await.unwrap();
        window.find("#root > *").await;
        tokio::time::sleep(REST).await;
        window
    }

    /// A window of this size and scale, in whatever language and theme. The scale is the program's
    /// own: the page is laid out in the room that a display of that scale gives it.
    pub(crate) async fn open_undressed(&self, data: &Path) -> Window {
        let program = fapiao_tests::program::program("fapiao-review");
        let window = Window::open_program(&program, data, &[("GDK_DPI_SCALE", "1")], &[]).await;
        let (width, height, scale) = self.size;
        window.client.set_window_size(width, height).await.unwrap();
        prefer(&window, json!({ "zoom": scale })).await;
        let room = format!("return innerWidth === Math.round({width} / {scale} * 100)");
        until(&window, &room).await;
        window
    }

    /// Leads to a state and takes a picture of it. `false` where none came.
    pub(crate) async fn shot(
        &self,
        window: &Window,
        state: &str,
        reach: impl AsyncFn(&Window, &str),
    ) -> bool {
        let picture = async {
            reach(window, state).await;
            until(window, PICTURES_ARE_THERE).await;
            tokio::time::sleep(REST).await;
            window.picture().await
        };
        let Ok(Some(picture)) = tokio::time::timeout(PATIENCE, picture).await else {
            return false;
        };
        let path = self.out.join(format!("{state}-{}.png", self.name()));
        std::fs::write(path, picture).unwrap();
        true
    }
}

/// Changes some of the preferences.
async fn prefer(window: &Window, changes: Value) {
    let mut preferences = window.call("startup", json!({})).await["ok"]["preferences"].clone();
    for (name, value) in changes.as_object().into_iter().flatten() {
        preferences[name] = value.clone();
    }
    window
        .call("save_preferences", json!({ "preferences": preferences }))
        .await;
}
