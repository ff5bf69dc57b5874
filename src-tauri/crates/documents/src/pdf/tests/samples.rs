use std::path::PathBuf;

use super::open;

/// The folder of third-party samples beside the workspace, where there is one.
fn samples() -> Option<PathBuf> {
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = workspace.ancestors().nth(4)?.join("shared/samples");
    folder.is_dir().then_some(folder)
}

/// What a person checks first on each sample stands among its words, exactly.
#[test]
fn samples_have_the_words_that_count() {
    let Some(folder) = samples() else {
        println!("skipped: no samples beside the workspace");
        return;
    };
    let mut read = 0;
    for entry in std::fs::read_dir(folder.join("pdf")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let truth = std::fs::read(folder.join("truth").join(format!("{name}.json"))).unwrap();
        let truth: serde_json::Value = serde_json::from_slice(&truth).unwrap();
        let document = open(&std::fs::read(&path).unwrap()).unwrap();
        let content = document.page_content(0).unwrap();
        let has = |text: &str| {
            let wanted: String = text.split_whitespace().collect();
            content.words.iter().any(|word| {
                word.text
                    .split_whitespace()
                    .collect::<String>()
                    .contains(&wanted)
            })
        };
        for pointer in [
            "/number",
            "/code",
            "/seller/name",
            "/seller/tax_id",
            "/buyer/name",
            "/total_amount",
            "/total_tax",
            "/amount_with_tax",
            "/check_code",
        ] {
            if let Some(text) = truth.pointer(pointer).and_then(|value| value.as_str()) {
                assert!(has(text), "{name}: {pointer} {text} is not among the words");
            }
        }
        assert!(!content.rules.is_empty(), "{name}: the table's lines");
        document.draw_page(0, 800).unwrap();
        read += 1;
    }
    assert!(read > 0, "an empty folder of samples");
}
