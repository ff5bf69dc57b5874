//! The engines that run networks. With ONNX Runtime, a native library beside the models, a page
//! takes two thirds of the time; where it is missing or does not load, rten, which is part of the
//! program, reads the same.

mod lent;
mod onnx_runtime;
mod rten;

use std::path::Path;

use super::network::Network;
use super::threads::Rank;
use onnx_runtime::OnnxRuntime;

/// How the work on a network is divided among threads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Division {
    /// Pictures that are looked at at a time.
    pub(crate) runs: usize,
    /// Threads for each of them.
    pub(crate) threads: usize,
    /// What these are among the others of the machine.
    pub(crate) rank: Rank,
}

/// A network and what its makers wrote into its file.
pub(crate) struct Loaded {
    pub(crate) network: Box<dyn Network>,
    /// What it can read, a character a line, in the order of its output. Empty where it does not
    /// read.
    pub(crate) alphabet: String,
}

/// Under this name its makers put the alphabet into the file.
const ALPHABET: &str = "character";

/// What runs networks.
pub(crate) enum Engine {
    OnnxRuntime(OnnxRuntime),
    Rten,
}

impl Engine {
    /// The fastest one that there is, in the folder of the models or in the program.
    pub(crate) fn beside(folder: &Path) -> Self {
        let library = folder.join(onnx_runtime::LIBRARY);
        if !library.is_file() {
            return Self::Rten;
        }
        match OnnxRuntime::start(&library) {
            Ok(runtime) => Self::OnnxRuntime(runtime),
            Err(reason) => {
                tracing::warn!(%reason, "pictures are read by the slower engine");
                Self::Rten
            }
        }
    }

    /// Loads a network.
    pub(crate) fn load(&self, path: &Path, division: Division) -> Result<Loaded, String> {
        match self {
            Self::OnnxRuntime(runtime) => runtime.load(path, division),
            Self::Rten => rten::load(path, division),
        }
    }

    /// Into how many runs side by side many small pictures are divided among so many threads.
    pub(crate) fn side_by_side(&self, threads: usize) -> usize {
        match self {
            // Each has weights of its own.
            Self::OnnxRuntime(_) => threads.clamp(1, onnx_runtime::MOST_SESSIONS),
            Self::Rten => threads.max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    // What fails in a test stops it at once.
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn without_a_library_that_loads_the_engine_in_the_program_serves() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Engine::beside(folder.path()), Engine::Rten));
        std::fs::write(folder.path().join(onnx_runtime::LIBRARY), "no library").unwrap();
        assert!(matches!(Engine::beside(folder.path()), Engine::Rten));
    }
}
