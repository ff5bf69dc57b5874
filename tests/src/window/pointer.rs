//! The real mouse, moved by xdotool: what the window hears of it comes from the display, with the
//! keys that are held. (WebDriver's own pointer is not used: over the page WebKit's driver never
//! answers again.) Each movement ends when the page has heard of it, so that nothing overtakes it.

use fantoccini::Locator;
use serde_json::{Value, json};

use super::Window;
use super::desktop::xdotool;

/// Notes in the page what it hears of the mouse.
const LISTEN: &str = "if (!window.heard) {\
        const heard = (window.heard = { at: '', up: 0, wheel: 0 });\
        addEventListener('pointermove', (e) => { heard.at = `${e.clientX},${e.clientY}`; }, true);\
        addEventListener('pointerup', () => { heard.up += 1; }, true);\
        addEventListener('wheel', () => { heard.wheel += 1; }, true);\
    }\
    return window.heard;";

/// The edges of an element as soon as its middle is in sight and nothing lies over it; it is
/// scrolled to where it is not. Words and boxes of the page lie over each other.
const EDGES: &str = "const e = document.querySelector(arguments[0]);\
    if (!e) return null;\
    const r = e.getBoundingClientRect();\
    const hit = document.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2);\
    const drawn = e.ownerSVGElement && hit?.ownerSVGElement === e.ownerSVGElement;\
    if (r.width > 0 && hit && (e.contains(hit) || drawn)) return [r.left, r.top, r.right, r.bottom];\
    e.scrollIntoView({ block: 'nearest' });\
    return null;";

impl Window {
    /// The left, top, right and bottom edge in the window, in pixels, of what a selector names, as
    /// soon as it has come to rest where the mouse can reach it.
    ///
    /// Panics where it does not.
    pub async fn edges(&self, css: &str) -> [f64; 4] {
        self.wait_for(Locator::Css(css)).await;
        let mut before = Value::Null;
        let mut edges = [0.0; 4];
        self.until(&format!("{css} is at rest and in reach"), async |window| {
            let found = window
                .client
                .execute(EDGES, vec![json!(css)])
                .await
                .unwrap_or_default();
            let rests = !found.is_null() && found == before;
            for (edge, number) in edges.iter_mut().zip(found.as_array().into_iter().flatten()) {
                *edge = number.as_f64().unwrap_or_default();
            }
            before = found;
            rests
        })
        .await;
        edges
    }

    /// Moves the mouse over the middle of what a selector names.
    pub async fn point_at(&self, css: &str) {
        let at = middle(self.edges(css).await);
        self.move_to(at).await;
    }

    /// Clicks the middle of what a selector names.
    pub async fn click(&self, css: &str) {
        self.click_with(css, None).await;
    }

    /// The same while a key of xdotool's names (`ctrl`) is held, if one is named.
    pub async fn click_with(&self, css: &str, held: Option<&str>) {
        let at = middle(self.edges(css).await);
        self.drag_with(at, at, held).await;
    }

    /// Drags from one point of the window to another while a key is held, if one is named.
    pub async fn drag_with(&self, from: (f64, f64), to: (f64, f64), held: Option<&str>) {
        let before = self.heard("up").await;
        self.move_to(from).await;
        if let Some(key) = held {
            xdotool(["keydown", key]);
        }
        xdotool(["mousedown", "1"]);
        if from != to {
            self.move_to((f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1)))
                .await;
            self.move_to(to).await;
        }
        xdotool(["mouseup", "1"]);
        self.until("the page has heard the button come up", async |window| {
            window.heard("up").await != before
        })
        .await;
        if let Some(key) = held {
            xdotool(["keyup", key]);
        }
    }

    /// Turns the wheel over the middle of what a selector names, up by so many notches, or down
    /// where there are fewer than none.
    pub async fn turn_wheel(&self, css: &str, notches: i32, held: Option<&str>) {
        self.point_at(css).await;
        if let Some(key) = held {
            xdotool(["keydown", key]);
        }
        let button = if notches > 0 { "4" } else { "5" };
        for _ in 0..notches.abs() {
            let before = self.heard("wheel").await;
            xdotool(["click", button]);
            self.until("the page has heard the wheel", async |window| {
                window.heard("wheel").await != before
            })
            .await;
        }
        if let Some(key) = held {
            xdotool(["keyup", key]);
        }
    }

    async fn move_to(&self, (x, y): (f64, f64)) {
        let (x, y) = (x.round(), y.round());
        let there = json!(format!("{x},{y}"));
        if self.heard("at").await == there {
            return;
        }
        // Without a window manager the window lies in the corner of the display. By a step beside
        // it: who moves to where the mouse is already says nothing.
        let steps = [(x + 1.0, y), (x, y)];
        xdotool(
            steps
                .iter()
                .flat_map(|(x, y)| ["mousemove".to_owned(), x.to_string(), y.to_string()]),
        );
        self.until("the page has heard where the mouse is", async |window| {
            window.heard("at").await == there
        })
        .await;
    }

    async fn heard(&self, what: &str) -> Value {
        let heard = self.script(LISTEN).await;
        heard.get(what).cloned().unwrap_or_default()
    }
}

fn middle([left, top, right, bottom]: [f64; 4]) -> (f64, f64) {
    (f64::midpoint(left, right), f64::midpoint(top, bottom))
}
