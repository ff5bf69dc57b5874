//! The keyboard as WebDriver moves it, at the element that has the focus.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

use super::{Window, desktop};

/// A key with a name, for the window's words: `Enter`, `Escape`, `Space`, `F8`, `ArrowDown`, a
/// letter; with `Ctrl+`, `Alt+` and `Shift+` before it.
fn parts(key: &str) -> Vec<char> {
    key.split('+')
        .map(|part| match part {
            "Ctrl" => Key::Control.into(),
            "Alt" => Key::Alt.into(),
            "Shift" => Key::Shift.into(),
            "Enter" => Key::Enter.into(),
            "Escape" => Key::Escape.into(),
            "Tab" => Key::Tab.into(),
            "Delete" => Key::Delete.into(),
            "Space" => ' ',
            "ArrowUp" => Key::Up.into(),
            "ArrowDown" => Key::Down.into(),
            "ArrowLeft" => Key::Left.into(),
            "ArrowRight" => Key::Right.into(),
            "PageDown" => Key::PageDown.into(),
            "Home" => Key::Home.into(),
            "End" => Key::End.into(),
            "F8" => Key::F8.into(),
            "F9" => Key::F9.into(),
            letter => letter.chars().next().unwrap(),
        })
        .collect()
}

impl Window {
    /// Presses one key, with what is held (`Ctrl+Shift+R`), where the keyboard is.
    pub async fn key(&self, key: &str) {
        let parts = parts(key);
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in &parts {
            actions = actions.then(KeyAction::Down { value: *value });
        }
        for value in parts.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *value });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Types a text where the keyboard is, over what is selected there.
    pub async fn type_text(&self, text: &str) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Begins a composition where the keyboard is, as a Chinese input method does: by the display's
    /// keyboard, through GTK's own method, which takes the number of a character. Its letters stand
    /// there, and are nobody's value yet, until [`Window::end_composition`].
    pub async fn compose(&self, letters: &str) {
        desktop::compose("票审", letters);
        // The method puts its own sign before them.
        self.until("the letters are composed", async |w| {
            let value = w.script("return document.activeElement?.value").await;
            value.as_str().is_some_and(|value| value.ends_with(letters))
        })
        .await;
    }

    /// Presses Enter on the display's keyboard: it ends the composition and puts this text there.
    pub async fn end_composition(&self, text: &str) {
        desktop::press("Return");
        self.until("the composition has ended", async |w| {
            let value = w.script("return document.activeElement?.value").await;
            value.as_str().is_some_and(|value| value.ends_with(text))
        })
        .await;
    }

    /// The `data-path` or `data-testid` of the element that has the keyboard; blank where neither.
    pub async fn focus(&self) -> String {
        let code =
            "const e = document.activeElement; return e?.dataset.path ?? e?.dataset.testid ?? ''";
        self.script(code)
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the keyboard is at this path or test id.
    pub async fn until_focus(&self, name: &str) {
        self.until(&format!("the keyboard is at {name}"), async |w| {
            w.focus().await == name
        })
        .await;
    }
}
