//! How fast the window answers, measured inside its page.

use serde_json::Value;

/// How long from a key to the next painted frame, and to a new document with its picture, in
/// milliseconds, measured inside the page.
pub const STOPWATCH: &str = r#"
    window.__times = { key: [], document: [] };
    let last = 0;
    const shown = () => document.querySelector('[data-testid="queue-row"][aria-selected="true"]')?.dataset.id ?? '';
    const drawn = () => {
        const picture = document.querySelector('[data-testid="page-picture"]');
        return Boolean(picture?.complete && picture.naturalWidth > 0);
    };
    addEventListener('keydown', (event) => {
        const began = event.timeStamp;
        if (event.key === 'Enter') last = began;
        const before = shown();
        requestAnimationFrame(() => setTimeout(() => {
            window.__times.key.push(performance.now() - began);
        }));
        const watch = () => {
            // An Enter after this one is what leads to the next document.
            if (last !== began || performance.now() - began > 3000) return;
            if (shown() !== before && shown() !== '') {
                const name = document.querySelector(`[data-testid="form"][data-document="${shown()}"]`);
                if (name && drawn()) {
                    setTimeout(() => window.__times.document.push(performance.now() - began));
                    return;
                }
            }
            requestAnimationFrame(watch);
        };
        if (event.key === 'Enter') requestAnimationFrame(watch);
    }, true);
"#;

/// The middle, the 95th and the 99th of a hundred.
pub fn percentiles(times: &Value) -> String {
    let mut times: Vec<f64> = times
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_f64)
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times.get(index).copied().unwrap_or_default()
    };
    format!(
        "p50 {:.0} ms, p95 {:.0} ms, p99 {:.0} ms of {}",
        at(0.5),
        at(0.95),
        at(0.99),
        times.len()
    )
}
