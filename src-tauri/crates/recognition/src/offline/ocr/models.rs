//! The three networks and the alphabet, loaded once, when the first picture is read.

use std::path::{Path, PathBuf};

use super::engine::{Division, Engine, Loaded};
use super::network::Network;
use super::threads::Hands;

/// Why no picture can be read.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum ModelsError {
    /// One of the files is not there.
    #[error("no {0}")]
    Missing(PathBuf),
    /// One of the files is not what it should be.
    #[error("{0}: {1}")]
    Damaged(PathBuf, String),
}

/// What reading a picture needs.
pub(crate) struct Models {
    /// Marks what is text on a page.
    pub(crate) detection: Box<dyn Network>,
    /// Reads a line.
    pub(crate) recognition: Box<dyn Network>,
    /// Tells whether a line is upside down.
    pub(crate) direction: Box<dyn Network>,
    /// What the recognition knows, in the order of its output.
    pub(crate) characters: Vec<char>,
    /// Lines that the recognition reads at a time.
    pub(crate) lines_at_once: usize,
}

/// The files, as `setup/models.sh` names them.
const DETECTION: &str = "detection.onnx";
const RECOGNITION: &str = "recognition.onnx";
const DIRECTION: &str = "direction.onnx";

impl Models {
    /// Whether a folder has the models.
    pub(crate) fn are_in(folder: &Path) -> bool {
        [DETECTION, RECOGNITION, DIRECTION]
            .iter()
            .all(|name| folder.join(name).is_file())
    }

    /// Loads them from a folder, to run on these threads.
    pub(crate) fn load(folder: &Path, hands: Hands) -> Result<Self, ModelsError> {
        let Hands {
            count: threads,
            rank,
        } = hands;
        let engine = Engine::beside(folder);
        // A page is looked at by all threads together; its lines are read side by side.
        let page = Division {
            runs: 1,
            threads,
            rank,
        };
        let lines_at_once = engine.side_by_side(threads);
        let lines = Division {
            runs: lines_at_once,
            threads: (threads / lines_at_once.max(1)).max(1),
            rank,
        };
        let load = |name: &str, division: Division| {
            let path = folder.join(name);
            if !path.is_file() {
                return Err(ModelsError::Missing(path));
            }
            let loaded = engine.load(&path, division);
            loaded.map_err(|error| ModelsError::Damaged(path, error))
        };
        let Loaded { network, alphabet } = load(RECOGNITION, lines)?;
        let characters: Vec<char> = alphabet
            .lines()
            .filter_map(|line| line.chars().next())
            .collect();
        if characters.is_empty() {
            return Err(ModelsError::Damaged(
                folder.join(RECOGNITION),
                "no alphabet".to_owned(),
            ));
        }
        Ok(Self {
            detection: load(DETECTION, page)?.network,
            recognition: network,
            direction: load(DIRECTION, page)?.network,
            characters,
            lines_at_once,
        })
    }
}
