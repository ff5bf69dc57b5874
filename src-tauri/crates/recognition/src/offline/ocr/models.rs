//! The three networks and the alphabet, loaded once, when the first picture is read.

use std::path::{Path, PathBuf};

use super::network::{Network, RtenNetwork};

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

    /// Loads them from a folder.
    pub(crate) fn load(folder: &Path) -> Result<Self, ModelsError> {
        let load = |name: &str| {
            let path = folder.join(name);
            if !path.is_file() {
                return Err(ModelsError::Missing(path));
            }
            RtenNetwork::load(&path).map_err(|error| ModelsError::Damaged(path, error))
        };
        let recognition = load(RECOGNITION)?;
        let characters: Vec<char> = recognition
            .note("character")
            .unwrap_or_default()
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
            detection: Box::new(load(DETECTION)?),
            recognition: Box::new(recognition),
            direction: Box::new(load(DIRECTION)?),
            characters,
        })
    }
}
