//! The engine that runs a network, behind a trait of one method, so that another one can serve.

use std::path::Path;
use std::sync::Arc;

use rten::{Model, ModelOptions, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensorView, Tensor};

/// Numbers with the extents that arrange them, the last running fastest.
#[derive(Debug, Clone, Default)]
pub(crate) struct Array {
    /// Extents.
    pub(crate) shape: Vec<usize>,
    /// As many numbers as the product of the extents.
    pub(crate) numbers: Vec<f32>,
}

/// A picture as networks take it: blue, green and red planes of one picture, each row by row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Planes {
    /// Pixels of a row.
    pub(crate) width: usize,
    /// Rows.
    pub(crate) height: usize,
    /// `3 × height × width` numbers.
    pub(crate) numbers: Vec<f32>,
}

impl Planes {
    /// Spreads its shades from black to white, where it has any: print in pale ink becomes dark.
    pub(crate) fn spread(&mut self) {
        let mut shades: Vec<f32> = self.numbers.iter().step_by(11).copied().collect();
        shades.sort_by(f32::total_cmp);
        let quantile = |share: usize| shades.get(shades.len() * share / 1000).copied();
        let (Some(dark), Some(light)) = (quantile(5), quantile(800)) else {
            return;
        };
        if light - dark < 0.15 {
            return;
        }
        for value in &mut self.numbers {
            *value = ((*value - dark) / (light - dark) * 2.0 - 1.0).clamp(-1.0, 1.0);
        }
    }
}

/// Threads that a network runs on.
pub(crate) type Threads = Arc<ThreadPool>;

/// A network with one input and one output.
pub(crate) trait Network: Send + Sync {
    /// Runs it on one picture.
    fn run(&self, input: &Planes, threads: &Threads) -> Result<Array, String>;
}

/// On rten, in pure Rust.
pub(crate) struct RtenNetwork(Model);

impl RtenNetwork {
    /// Loads a model.
    pub(crate) fn load(path: &Path) -> Result<Self, String> {
        let mut options = ModelOptions::with_all_ops();
        // A fifth faster for a few megabytes.
        options.prepack_weights(true);
        let model = options.load_file(path).map_err(|error| error.to_string())?;
        Ok(Self(model))
    }

    /// A text that the model's makers put into it.
    pub(crate) fn note(&self, name: &str) -> Option<&str> {
        self.0.metadata().get(name)
    }
}

impl Network for RtenNetwork {
    fn run(&self, input: &Planes, threads: &Threads) -> Result<Array, String> {
        let shape = [1, 3, input.height, input.width];
        if input.numbers.len() != shape.iter().product::<usize>() {
            return Err("the input does not have its shape".to_owned());
        }
        let view = NdTensorView::<f32, 4>::from_data(shape, input.numbers.as_slice());
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(threads)));
        let output = self
            .0
            .run_one(view.into(), Some(options))
            .map_err(|error| error.to_string())?;
        let output: Tensor<f32> = output.try_into().map_err(|error| format!("{error:?}"))?;
        Ok(Array {
            shape: output.shape().to_vec(),
            numbers: output.into_data(),
        })
    }
}
