//! Networks on ONNX Runtime, a native library that `setup/models.sh` puts beside them.

use std::path::Path;
use std::thread::JoinHandle;

use ort::environment::{Environment, ThreadManager};
use ort::ep;
use ort::logging::LogLevel;
use ort::session::builder::{PrepackedWeights, SessionBuilder};
use ort::session::{RunOptions, Session};
use ort::value::TensorRef;

use super::lent::Lent;
use super::{ALPHABET, Division, Loaded};
use crate::offline::ocr::network::{Array, Network, Planes};
use crate::offline::ocr::threads::{self, Rank};

/// The library, as it is called on this system.
pub(super) const LIBRARY: &str = if cfg!(windows) {
    "onnxruntime.dll"
} else if cfg!(target_os = "macos") {
    "libonnxruntime.dylib"
} else {
    "libonnxruntime.so"
};

/// A session is run by one thread at a time and holds weights of its own, up to 40 MB: more threads
/// than this work together in these.
pub(super) const MOST_SESSIONS: usize = 4;

/// The memory for an input of more numbers than this goes back to the system: a page takes some
/// 200 MB, a line of the usual length a few, which the next one takes again.
const LARGE: usize = 100_000;

/// The library, loaded.
pub(crate) struct OnnxRuntime(Environment);

impl OnnxRuntime {
    /// Loads the library. It stays in the process; of two in different places the first serves.
    pub(super) fn start(library: &Path) -> Result<Self, String> {
        let builder = ort::init_from(library).map_err(|error| error.to_string())?;
        // Nothing leaves the machine.
        let environment = builder.with_telemetry(false).build();
        Ok(Self(environment.map_err(|error| error.to_string())?))
    }

    /// Loads a network.
    pub(super) fn load(&self, path: &Path, division: Division) -> Result<Loaded, String> {
        let shared = PrepackedWeights::new();
        let sessions = (0..division.runs.clamp(1, MOST_SESSIONS))
            .map(|_| {
                self.options(division, &shared)
                    .and_then(|mut options| options.commit_from_file(path))
            })
            .collect::<ort::Result<Vec<Session>>>()
            .map_err(|error| error.to_string())?;
        let alphabet = sessions
            .first()
            .and_then(|session| session.metadata().ok()?.custom(ALPHABET));
        Ok(Loaded {
            alphabet: alphabet.unwrap_or_default(),
            network: Box::new(OnnxRuntimeNetwork(Lent::new(sessions))),
        })
    }

    fn options(
        &self,
        division: Division,
        shared: &PrepackedWeights,
    ) -> ort::Result<SessionBuilder> {
        // From its arena it takes memory again; without one the big blocks of a page lie scattered.
        let in_arena = ep::CPU::default().with_arena_allocator(true).build();
        Ok(Session::builder(&self.0)?
            .with_log_level(LogLevel::Error)?
            .with_intra_threads(division.threads.max(1))?
            // Threads that wait give the processor away.
            .with_intra_op_spinning(false)?
            .with_thread_manager(Ranked(division.rank))?
            // Lines and pages have many sizes: a plan of memory for each would be for nothing.
            .with_memory_pattern(false)?
            .with_execution_providers([in_arena])?
            .with_prepacked_weights(shared)?)
    }
}

/// Starts the threads of the library, in their rank.
struct Ranked(Rank);

impl ThreadManager for Ranked {
    type Thread = JoinHandle<()>;

    fn create(&self, work: impl FnOnce() + Send + 'static) -> ort::Result<JoinHandle<()>> {
        let rank = self.0;
        std::thread::Builder::new()
            .name("network".to_owned())
            .spawn(move || {
                threads::take(rank);
                work();
            })
            .map_err(ort::Error::wrap)
    }

    fn join(thread: JoinHandle<()>) -> ort::Result<()> {
        thread
            .join()
            .map_err(|_| ort::Error::new("a thread ended unexpectedly"))
    }
}

struct OnnxRuntimeNetwork(Lent<Session>);

impl Network for OnnxRuntimeNetwork {
    fn run(&self, input: &Planes) -> Result<Array, String> {
        let shape = input.shape()?;
        let run = |session: &mut Session| -> ort::Result<Array> {
            let view = TensorRef::from_array_view((shape, input.numbers.as_slice()))?;
            let mut options = RunOptions::new()?;
            if input.numbers.len() > LARGE {
                options.set("memory.enable_memory_arena_shrinkage", "cpu:0")?;
            }
            let outputs = session.run_with_options(ort::inputs![view], &options)?;
            let output = outputs.values().next();
            let output = output.ok_or_else(|| ort::Error::new("the network has no output"))?;
            let (shape, numbers) = output.try_extract_tensor::<f32>()?;
            Ok(Array {
                shape: shape
                    .iter()
                    .map(|extent| usize::try_from(*extent).unwrap_or_default())
                    .collect(),
                numbers: numbers.to_vec(),
            })
        };
        self.0
            .with(run)
            .ok_or("no session")?
            .map_err(|error| error.to_string())
    }
}
