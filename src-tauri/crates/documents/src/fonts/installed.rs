//! Which installed files hold which Chinese faces. File names are stable across versions of the
//! systems; a full scan of all fonts would cost seconds on some machines.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use super::{Face, Style};

struct Known {
    /// File name in lower case.
    file: &'static str,
    /// PostScript name of the face, where the file is a collection of several.
    face: Option<&'static str>,
    style: Style,
    /// Holds the characters of GBK, not only those of GB 2312.
    wide: bool,
    /// Only for pages with characters beyond GB 2312: large, and its Latin letters are of
    /// other widths than invoices count on.
    reserve: bool,
}

const fn known(
    file: &'static str,
    face: Option<&'static str>,
    style: Style,
    wide: bool,
    reserve: bool,
) -> Known {
    Known {
        file,
        face,
        style,
        wide,
        reserve,
    }
}

/// In the order of preference within each style: Windows, macOS, Linux.
const KNOWN: [Known; 29] = [
    known("simsun.ttc", Some("SimSun"), Style::Song, true, false),
    known("simsun.ttf", None, Style::Song, true, false),
    known(
        "songti.ttc",
        Some("STSongti-SC-Regular"),
        Style::Song,
        true,
        false,
    ),
    known("stsong.ttf", None, Style::Song, true, false),
    known("fzssk.ttf", None, Style::Song, true, false),
    known(
        "notoserifcjk-regular.ttc",
        Some("NotoSerifCJKsc-Regular"),
        Style::Song,
        true,
        true,
    ),
    known("notoserifcjksc-regular.otf", None, Style::Song, true, true),
    known(
        "sourcehanserifsc-regular.otf",
        None,
        Style::Song,
        true,
        true,
    ),
    known("uming.ttc", Some("UMingCN"), Style::Song, true, true),
    known(
        "notosanscjk-regular.ttc",
        Some("NotoSansCJKsc-Regular"),
        Style::Song,
        true,
        true,
    ),
    known("wqy-zenhei.ttc", None, Style::Song, true, true),
    known("wqy-microhei.ttc", None, Style::Song, true, true),
    known("droidsansfallbackfull.ttf", None, Style::Song, true, true),
    known("simkai.ttf", None, Style::Kai, true, false),
    known(
        "kaiti.ttc",
        Some("STKaitiSC-Regular"),
        Style::Kai,
        true,
        false,
    ),
    known("stkaiti.ttf", None, Style::Kai, true, false),
    known("kaiti.ttf", None, Style::Kai, true, false),
    known("fzktk.ttf", None, Style::Kai, true, false),
    known("ukai.ttc", Some("UKaiCN"), Style::Kai, true, false),
    known("simhei.ttf", None, Style::Hei, true, false),
    known(
        "stheiti medium.ttc",
        Some("STHeitiSC-Medium"),
        Style::Hei,
        true,
        false,
    ),
    known("msyh.ttc", Some("MicrosoftYaHei"), Style::Hei, true, false),
    known("wqy-microhei.ttc", None, Style::Hei, true, false),
    known(
        "notosanscjk-regular.ttc",
        Some("NotoSansCJKsc-Regular"),
        Style::Hei,
        true,
        false,
    ),
    known("sourcehansanssc-regular.otf", None, Style::Hei, true, false),
    known("simfang.ttf", None, Style::Fang, true, false),
    known("stfangsong.ttf", None, Style::Fang, true, false),
    known("stfangso.ttf", None, Style::Fang, true, false),
    known("fzfsk.ttf", None, Style::Fang, true, false),
];

static IGNORED: AtomicBool = AtomicBool::new(false);

/// Draws with the bundled faces alone from now on, in the whole process: pages then look the same
/// on every machine. Faces that were used before stay in use, so this comes first.
pub fn ignore_installed_fonts() {
    IGNORED.store(true, Ordering::Relaxed);
}

/// The installed face of a style. Files are read once and kept.
pub(super) fn face(style: Style, wide: bool) -> Option<Face> {
    type Faces = HashMap<(Style, bool), Option<Face>>;
    static FACES: OnceLock<Mutex<Faces>> = OnceLock::new();
    if IGNORED.load(Ordering::Relaxed) {
        return None;
    }
    let faces = FACES.get_or_init(Mutex::default);
    let mut faces = faces.lock().unwrap_or_else(PoisonError::into_inner);
    faces
        .entry((style, wide))
        .or_insert_with(|| {
            KNOWN
                .iter()
                .filter(|k| k.style == style && (wide || !k.reserve))
                .filter(|k| !wide || k.wide)
                .find_map(read)
        })
        .clone()
}

fn read(known: &Known) -> Option<Face> {
    let path = files().get(known.file)?;
    let data = std::fs::read(path).ok()?;
    let index = index_of(&data, known.face)?;
    Some(Face {
        data: Arc::new(data),
        index,
    })
}

/// The number of a face in its file; the first where the wanted one is not there.
fn index_of(data: &[u8], face: Option<&str>) -> Option<u32> {
    let mut first = None;
    for (index, font) in FontRef::fonts(data).enumerate() {
        let Ok(font) = font else { continue };
        let index = u32::try_from(index).ok()?;
        first = first.or(Some(index));
        let name = font
            .localized_strings(StringId::POSTSCRIPT_NAME)
            .english_or_first();
        if let (Some(name), Some(face)) = (name, face)
            && name.chars().eq(face.chars())
        {
            return Some(index);
        }
    }
    first
}

/// Where each known file lies on this machine.
fn files() -> &'static HashMap<&'static str, PathBuf> {
    static FILES: OnceLock<HashMap<&'static str, PathBuf>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut found = HashMap::new();
        let mut looked_at = 0;
        for folder in folders() {
            look(&folder, 0, &mut looked_at, &mut found);
        }
        found
    })
}

/// Deepest folder and most entries looked at, so that odd mounts cannot hold up the program.
const MAX_DEPTH: usize = 4;
const MAX_ENTRIES: usize = 20_000;

fn look(
    folder: &Path,
    depth: usize,
    looked_at: &mut usize,
    found: &mut HashMap<&'static str, PathBuf>,
) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        *looked_at += 1;
        if *looked_at > MAX_ENTRIES {
            return;
        }
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if depth < MAX_DEPTH {
                look(&path, depth + 1, looked_at, found);
            }
            continue;
        }
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if let Some(known) = KNOWN.iter().find(|k| k.file == name) {
            found.entry(known.file).or_insert(path);
        }
    }
}

fn folders() -> Vec<PathBuf> {
    let home = std::env::home_dir();
    let in_home = |part: &str| home.as_ref().map(|home| home.join(part));
    if cfg!(windows) {
        let root = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
        let own = in_home(r"AppData\Local\Microsoft\Windows\Fonts");
        [Some(PathBuf::from(root).join("Fonts")), own]
            .into_iter()
            .flatten()
            .collect()
    } else if cfg!(target_os = "macos") {
        let office = "/Applications/Microsoft Word.app/Contents/Resources/DFonts";
        let shared = ["/System/Library/Fonts", "/Library/Fonts", office];
        let mut folders: Vec<PathBuf> = shared.into_iter().map(PathBuf::from).collect();
        folders.extend(in_home("Library/Fonts"));
        folders
    } else {
        let shared = ["/usr/share/fonts", "/usr/local/share/fonts"];
        let mut folders: Vec<PathBuf> = shared.into_iter().map(PathBuf::from).collect();
        folders.extend(in_home(".local/share/fonts"));
        folders.extend(in_home(".fonts"));
        folders
    }
}
