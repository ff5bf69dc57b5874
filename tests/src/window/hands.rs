//! The keyboard as WebDriver moves it, at the element that has the focus. The pointer's events on the
//! page are sent by script: with real ones over its pane WebKit's driver never answers again.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde_json::json;

use super::Window;

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

    /// Clicks the middle of an element while a key is held, if one is named.
    pub async fn click_with(&self, element: Element, held: Option<&str>) {
        let (x, y, wide, tall) = element.rectangle().await.unwrap();
        let at = (x + wide / 2.0, y + tall / 2.0);
        self.drag_with(at, at, held).await;
    }

    /// Drags from one point of the page to another, in pixels, while a key is held.
    pub async fn drag_with(&self, from: (f64, f64), to: (f64, f64), held: Option<&str>) {
        let code = "const [x0, y0, x1, y1, held] = arguments;\
            Element.prototype.setPointerCapture = () => undefined;\
            const start = document.elementFromPoint(x0, y0);\
            const send = (kind, x, y, on) => on.dispatchEvent(new PointerEvent(kind, {\
                bubbles: true, cancelable: true, clientX: x, clientY: y, button: 0, pointerId: 1, isPrimary: true,\
                ctrlKey: held === 'Ctrl', altKey: held === 'Alt' }));\
            send('pointerdown', x0, y0, start);\
            if (x0 !== x1 || y0 !== y1) send('pointermove', x1, y1, start);\
            send('pointerup', x1, y1, start);";
        let points = [from.0, from.1, to.0, to.1].map(|edge| json!(edge));
        let arguments = points.into_iter().chain([json!(held)]).collect();
        self.client.execute(code, arguments).await.unwrap();
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
